/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

/** What precedes the profile's name where a verification stands in a family's place. */
const PROFILE = 'profile:';

/**
 * Whether a text fits one of the patterns. `*` stands for any characters, none included, and everything else for itself; so a
 * pattern means the same for a family (`web-*`) and for a subject with slashes and colons in it (`external:gha:repo:acme/*`).
 *
 * @public
 */
export function matchesAny(text: string, patterns: string[]): boolean {
  return patterns.some(pattern => toRegExp(pattern).test(text));
}

/**
 * Whether one of the patterns means a family. The verifications of profiles, `profile:<name>`, are meant only by patterns that
 * begin with `profile:`, and by `*`: `*-base` is about images, and not about `profile:web-base`.
 *
 * @public
 */
export function matchesFamily(family: string, patterns: string[]): boolean {
  return matchesAny(
    family,
    family.startsWith(PROFILE)
      ? patterns.filter(
          pattern => pattern === '*' || pattern.startsWith(PROFILE),
        )
      : patterns,
  );
}

function toRegExp(pattern: string): RegExp {
  const parts = pattern
    .split(/\*+/)
    .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
