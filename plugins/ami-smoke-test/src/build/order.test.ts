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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { inOrderOfInterest } from './order';

const run = (verdict: Verdict | undefined, region: string) => ({
  verdict,
  instanceType: 't3.micro',
  image: { accountId: '123456789012', region, imageId: 'ami-0abcdef1' },
});

it('puts the failed runs first and the passed ones last', () => {
  const order = inOrderOfInterest([
    run('passed', 'a'),
    run(undefined, 'a'),
    run('failed', 'b'),
    run('errored', 'a'),
    run('failed', 'a'),
  ]);
  expect(order.map(({ verdict, image }) => [verdict, image.region])).toEqual([
    ['failed', 'a'],
    ['failed', 'b'],
    ['errored', 'a'],
    [undefined, 'a'],
    ['passed', 'a'],
  ]);
});
