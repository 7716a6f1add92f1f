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

import { rungOf, type Boot } from './Boot';

/**
 * Of several boots in one log the one that tells: the last, unless it has only just begun, after one that failed further on. kdump's
 * kernel only comes to save what a panic left.
 */
export function decidingBoot(boots: readonly Boot[]): Boot {
  const own = boots.filter(boot => !boot.isCrashKernel);
  const last = own.at(-1) ?? boots[boots.length - 1];
  const before = own.at(-2);
  if (!before || before.isComplete() || last.sightings.size > 0) return last;
  return heightOf(last) < heightOf(before) ? before : last;
}

function heightOf({ furthest }: Boot): number {
  return furthest ? rungOf(furthest) : -1;
}
