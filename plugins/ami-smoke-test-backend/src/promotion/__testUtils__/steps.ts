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

import {
  type WaivableRule,
  waivableRuleSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import * as fc from 'fast-check';
import { type Channel, CHANNELS } from './PromotionWorld';

/** Builds, waivers and the like are named by how new they are: 0 is the newest. */
type Newest = number;

/** Of the run in the first region, and of that in the second; `errored` says nothing about the image. */
export type Verdicts = [RunVerdict, RunVerdict];
type RunVerdict = 'passed' | 'failed' | 'errored';

export type RequestStep =
  | {
      do: 'promote' | 'roll back';
      build: Newest;
      channel: Channel;
      /** What the asker says is there. */
      expected: 'not told' | 'right' | 'empty' | 'another';
    }
  | { do: 'revoke'; build: Newest; leaveEmpty: boolean };

/** What somebody does in AWS by hand. */
export type Meddling =
  | 'puts another AMI into the parameter'
  | 'deletes the parameter'
  | 'puts tags of channels'
  | 'deletes tags'
  | 'gives the launch permission'
  | 'takes the launch permission'
  | 'deprecates'
  | 'ends the deprecation';

export type Step =
  | RequestStep
  | { do: 'together'; requests: [RequestStep, RequestStep] }
  | {
      do: 'build';
      regions: 'both' | 'first' | 'second';
      verdicts: Verdicts;
      /** It has the first image of the build before. */
      shares: boolean;
    }
  | { do: 'test again'; build: Newest; verdicts: Verdicts }
  | { do: 'waive'; build: Newest; channel: Channel; rule: WaivableRule }
  | { do: 'end waiver'; waiver: Newest; how: 'withdrawn' | 'over' }
  | { do: 'deregister'; build: Newest; image: number }
  | { do: 'meddle'; how: Meddling; image: number; channel: Channel }
  | { do: 'publish'; timePasses: boolean }
  | { do: 'crash'; after: number }
  | { do: 'cut'; call: number; when: 'before' | 'after' }
  | { do: 'freeze'; call: number; dies: boolean }
  | { do: 'thaw' };

const newest = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.nat(2) },
  { weight: 1, arbitrary: fc.nat(7) },
);
const channel = fc.constantFrom(...CHANNELS);
const verdict = fc.oneof(
  { weight: 8, arbitrary: fc.constant('passed' as const) },
  { weight: 2, arbitrary: fc.constant('failed' as const) },
  { weight: 1, arbitrary: fc.constant('errored' as const) },
);
const verdicts = fc.tuple(verdict, verdict);

const promote = fc.record({
  do: fc.constant('promote' as const),
  build: newest,
  channel,
  expected: fc.oneof(
    { weight: 4, arbitrary: fc.constant('not told' as const) },
    { weight: 4, arbitrary: fc.constant('right' as const) },
    { weight: 1, arbitrary: fc.constantFrom('empty', 'another') },
  ),
});
const rollBack = promote.map(step => ({ ...step, do: 'roll back' as const }));
const revoke = fc.record({
  do: fc.constant('revoke' as const),
  build: newest,
  leaveEmpty: fc.boolean(),
});
const request: fc.Arbitrary<RequestStep> = fc.oneof(
  { weight: 6, arbitrary: promote },
  { weight: 2, arbitrary: rollBack },
  { weight: 2, arbitrary: revoke },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('build' as const),
      regions: fc.constantFrom('both', 'both', 'both', 'first', 'second'),
      verdicts,
      shares: fc.nat(5).map(chance => chance === 5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('test again' as const),
      build: newest,
      verdicts,
    }),
  },
  { weight: 10, arbitrary: promote },
  { weight: 3, arbitrary: rollBack },
  { weight: 2, arbitrary: revoke },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('together' as const),
      requests: fc.tuple(request, request),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('waive' as const),
      build: newest,
      channel,
      rule: fc.constantFrom(...waivableRuleSchema.options),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('end waiver' as const),
      waiver: newest,
      how: fc.constantFrom('withdrawn', 'over'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('deregister' as const),
      build: newest,
      image: fc.nat(1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('meddle' as const),
      how: fc.constantFrom<Meddling[]>(
        'puts another AMI into the parameter',
        'deletes the parameter',
        'puts tags of channels',
        'deletes tags',
        'gives the launch permission',
        'takes the launch permission',
        'deprecates',
        'ends the deprecation',
      ),
      image: fc.nat(3),
      channel,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      timePasses: fc.nat(3).map(chance => chance === 3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      after: fc.nat(8),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      call: fc.nat(5),
      when: fc.constantFrom('before', 'after'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('freeze' as const),
      call: fc.nat(4),
      dies: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'thaw' as const }) },
);

/** What may happen to a family; of the length that is wanted, where nothing smaller shows the same trouble. */
export function histories(length: number): fc.Arbitrary<Step[]> {
  return fc.array(step, { minLength: 1, maxLength: length, size: 'max' });
}
