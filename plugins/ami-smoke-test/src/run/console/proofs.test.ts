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

import { aFinding } from '../diagnosis/__testUtils__/findings';
import { proofsOf } from './proofs';

it('names every line that a finding rests on after the weightiest one', () => {
  const at = (line: number) => ({ source: 'console' as const, line });
  const proofs = proofsOf({
    findings: [
      aFinding({ title: 'No root device', evidence: at(7) }),
      aFinding({ title: 'Panic', evidence: at(9) }),
      aFinding({ title: 'Something at the same place', evidence: at(7) }),
      aFinding({ evidence: { source: 'screen', line: 3, offsetMs: 1 } }),
      aFinding({ evidence: { source: 'run' } }),
    ],
  });
  expect([...proofs]).toEqual([
    [7, 'No root device'],
    [9, 'Panic'],
  ]);
  expect(proofsOf(undefined).size).toBe(0);
});
