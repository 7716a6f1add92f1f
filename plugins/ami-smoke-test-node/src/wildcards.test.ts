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

import { matchesAny, matchesFamily } from './wildcards';

describe('matchesAny', () => {
  it.each([
    ['web-base', ['web-base'], true],
    ['web-base', ['db-base', 'web-*'], true],
    ['web-base', ['*'], true],
    ['web-', ['web-*'], true],
    ['my-web-base', ['web-*'], false],
    ['web-base', ['WEB-*'], false],
    ['web-base', ['web'], false],
    ['web-base', [], false],
    ['web.base', ['web?base'], false],
    ['webxbase', ['web.base'], false],
    [
      'external:gha:repo:acme/images:ref:refs/heads/main',
      ['external:gha:repo:acme/*'],
      true,
    ],
    [
      'external:gha:repo:acme-evil/images:ref:refs/heads/main',
      ['external:gha:repo:acme/*'],
      false,
    ],
    [
      'external:gha:repo:evil/x:external:gha:repo:acme/y',
      ['external:gha:repo:acme/*'],
      false,
    ],
  ])('%s in %j is %s', (text, patterns, expected) => {
    expect(matchesAny(text, patterns)).toBe(expected);
  });
});

describe('matchesFamily', () => {
  it.each([
    ['web-base', ['*-base'], true],
    ['profile:web-base', ['*-base'], false],
    ['profile:web-base', ['p*'], false],
    ['profile:web-base', ['web-base', 'profile:web-*'], true],
    ['profile:web-base', ['*'], true],
    ['web-base', ['profile:*'], false],
  ])('%s in %j is %s', (family, patterns, expected) => {
    expect(matchesFamily(family, patterns)).toBe(expected);
  });
});
