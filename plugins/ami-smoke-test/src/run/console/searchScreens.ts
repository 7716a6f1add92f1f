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

import type { ScreenText } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Pattern } from './pattern';
import { isIn } from './search';

/** A screen on which something was found. */
export interface ScreenHit {
  offsetMs: number;
  /** The first line of it that has what was looked for. */
  line: string;
}

/** The screens on which a pattern is found, by offset: a handful, so they are searched at once. */
export function screenHitsOf(
  texts: ScreenText[],
  pattern: Pattern | undefined,
): ScreenHit[] {
  if (!pattern) return [];
  return texts.flatMap(({ offsetMs, text }) => {
    const line = text.split('\n').find(one => isIn(one, pattern));
    return line === undefined ? [] : [{ offsetMs, line: line.trim() }];
  });
}
