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

import type { Headline } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** What stands between the headline and the rest: the furthest stage, which is told elsewhere, and a full stop or a colon. */
const JOINT = /^(\s*\([^)]*\))?[\s.:;,·–—-]*/;

/**
 * What a verdict's reason says beside the headline of the diagnosis: a reason begins with the headline that was known then, and
 * nobody wants to read it twice.
 */
export function reasonBeyond(
  headline: Pick<Headline, 'title'> | undefined,
  reason: string | undefined,
): string | undefined {
  if (!headline || !reason?.startsWith(headline.title)) return reason;
  const rest = reason.slice(headline.title.length).replace(JOINT, '');
  return rest === '' ? undefined : rest.charAt(0).toUpperCase() + rest.slice(1);
}
