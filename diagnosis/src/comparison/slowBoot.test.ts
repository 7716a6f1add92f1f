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

import { findingSchema } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { type BootTimes, slowBoot } from './slowBoot';

const boot = (
  serviceSeconds: number,
  stages: Partial<Record<BootTimes['stages'][number]['stage'], number>> = {},
): BootTimes => ({
  serviceMs: serviceSeconds * 1000,
  stages: Object.entries(stages).map(([stage, seconds]) => ({
    stage: stage as BootTimes['stages'][number]['stage'],
    offsetMs: seconds * 1000,
  })),
});
const usual = [10, 12, 12, 13].map(seconds => boot(seconds));
const limits = { budgetMs: 60_000, warnAboveUsual: 1.5 };

describe('slowBoot', () => {
  it('is a warning with the numbers', () => {
    const finding = slowBoot(boot(41), usual, limits)!;
    expect(findingSchema.parse(finding)).toEqual(finding);
    expect(finding).toMatchObject({
      id: 'slow-boot',
      category: 'service',
      severity: 'warning',
      title: 'The boot took 41 s instead of the usual 12 s',
      evidence: {
        source: 'run',
        offsetMs: 41_000,
        text: 'It took 41 s; usual is 12 s; the budget is 60 s',
      },
    });
  });

  it.each<[string, number, number[], boolean]>([
    ['above 1.5 times what is usual', 18.1, [12, 12, 12], true],
    ['not above it', 18, [12, 12, 12], false],
    ['not when 5 s more are missing', 8.9, [4, 4, 4], false],
    ['with 5 s more', 9, [4, 4, 4], true],
    ['not when less than 3 are known', 40, [12, 12], false],
    [
      'by the median: one that was slow does not count',
      19,
      [12, 12, 300],
      true,
    ],
    ['by the median of an even number', 20, [12, 12, 16, 200], false],
    ['above 80 % of the budget, with nothing to compare with', 48.1, [], true],
    ['not at 80 % of it', 48, [], false],
    ['above 80 % of it, though that is usual', 49, [50, 50, 50], true],
  ])('%s: %d s', (_, seconds, before, isSlow) => {
    const finding = slowBoot(
      boot(seconds),
      before.map(one => boot(one)),
      limits,
    );
    expect(finding !== undefined).toBe(isSlow);
  });

  it('takes the thresholds of the profile', () => {
    const late = { ...limits, warnAfterMs: 30_000 };
    expect(slowBoot(boot(31), [], late)).toMatchObject({
      title: 'The boot took 31 s of the 60 s that it may take',
      evidence: { text: 'It took 31 s; the budget is 60 s' },
    });
    expect(slowBoot(boot(55), [], { ...limits, warnAfterMs: 58_000 })).toBe(
      undefined,
    );
    expect(slowBoot(boot(20), usual, { ...limits, warnAboveUsual: 3 })).toBe(
      undefined,
    );
    expect(
      slowBoot(boot(37), usual, { ...limits, warnAboveUsual: 3 }),
    ).toBeDefined();
  });

  it('says at which rungs the time went, if it went at one place', () => {
    const good = [10, 12, 14].map(end =>
      boot(end, { kernel: 1, network: 4, services: 8 }),
    );
    const causeOf = (slow: BootTimes) => slowBoot(slow, good, limits)?.cause;
    expect(causeOf(boot(41, { kernel: 1, network: 30, services: 35 }))).toBe(
      'Most of the delay is between the stage `kernel` and the stage `network`: 29 s instead of 3 s.',
    );
    expect(causeOf(boot(41, { kernel: 1, network: 4, services: 8 }))).toBe(
      "Most of the delay is between the stage `services` and the service's answer: 33 s instead of 4 s.",
    );
    const everywhere = boot(41, { kernel: 10, network: 21, services: 30 });
    for (const unclear of [
      everywhere,
      boot(41),
      boot(41, { init: 30, login: 31 }),
    ]) {
      expect(causeOf(unclear)).toMatch(/^Something in the image/);
    }
  });

  it.each([
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [119.4, '119 s'],
    [125, '2 min 5 s'],
    [180, '3 min'],
  ])('writes %d s as %s', (seconds, words) => {
    const finding = slowBoot(boot(seconds), [], { ...limits, warnAfterMs: 1 });
    expect(finding?.evidence.text).toContain(`It took ${words};`);
  });
});
