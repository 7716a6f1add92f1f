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

import type { Mark } from '../ladder/marks';
import type { RungRule } from '../ladder/RungRule';
import type { Signature } from '../signatures/schema';
import type { Pattern } from './Pattern';

/** What a message may tell: a rung, a mark, a signature, or that something is there whose absence is a signature. */
export type Clue =
  | { kind: 'rung'; rule: RungRule }
  | { kind: 'mark'; is: Mark['is'] }
  | {
      kind: 'signature';
      signature: Signature;
      /** The pattern for what was said, not for how it looks on a screen. */
      unfolded: Pattern;
    }
  | { kind: 'present' | 'expected'; signature: Signature };
