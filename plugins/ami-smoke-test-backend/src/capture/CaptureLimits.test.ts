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

import { CaptureLimits } from './CaptureLimits';

const machine = (instanceType: string, region = 'eu-central-1') => ({
  instanceType,
  image: { accountId: '123456789012', region, imageId: 'ami-1' },
});

describe('CaptureLimits', () => {
  it('knows which machines and regions have no screenshots', () => {
    const limits = new CaptureLimits();
    const has = (...machines: ReturnType<typeof machine>[]) =>
      machines.filter(one => !limits.why('screenshots', one));

    const without = [
      ...['m5.metal', 'm7i.metal-24xl', 'u-6tb1.metal'],
      ...['a1.large', 't4g.small', 'c7gn.xlarge', 'is4gen.large', 'g5g.xlarge'],
    ].map(type => machine(type));
    expect(has(...without)).toEqual([]);
    expect(
      has(
        machine('t3.small', 'us-gov-west-1'),
        machine('t3.small', 'mx-central-1'),
      ),
    ).toEqual([]);

    const having = ['t3.small', 'g4dn.xlarge', 'g6.xlarge', 'inf2.xlarge'].map(
      type => machine(type),
    );
    expect(has(...having)).toEqual(having);
    expect(limits.why('latest console', machine('t4g.small'))).toBeUndefined();
  });

  it('believes a refusal for a day, of that machine and nothing else', () => {
    let now = 0;
    const limits = new CaptureLimits(() => now);
    limits.learn('latest console', machine('t2.small'), 'not on Xen');

    expect(limits.why('latest console', machine('t2.small'))).toBe(
      'not on Xen',
    );
    expect(limits.why('screenshots', machine('t2.small'))).toBeUndefined();
    expect(limits.why('latest console', machine('t2.micro'))).toBeUndefined();
    expect(
      limits.why('latest console', machine('t2.small', 'eu-west-1')),
    ).toBeUndefined();

    now = 25 * 3_600_000;
    expect(limits.why('latest console', machine('t2.small'))).toBeUndefined();
  });
});
