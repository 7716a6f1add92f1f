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
import { aBuild, aPass } from '../builds/__testUtils__/builds';
import { familyStanding, trendOf } from './standing';

const builds = (...verdicts: (Verdict | undefined)[]) =>
  verdicts.map((verdict, index) =>
    aBuild({
      id: `${index}`,
      verdict,
      runs: verdict === 'passed' ? [aPass(1_000 * (index + 1))] : [],
    }),
  );

it('fails since the first failure after the last pass; what says nothing about the image does not count', () => {
  const standing = familyStanding(
    builds(undefined, 'errored', 'failed', 'cancelled', 'failed', 'passed'),
    { more: true },
  );

  expect(standing.running.map(({ id }) => id)).toEqual(['0']);
  expect(standing.decided?.id).toBe('1');
  expect(standing.failing).toMatchObject({
    since: { id: '4' },
    builds: 2,
    atLeast: false,
  });
});

it('does not fail when the last that says anything passed', () => {
  const standing = familyStanding(builds('errored', 'passed', 'failed'), {
    more: false,
  });

  expect(standing.failing).toBeUndefined();
});

it('may fail for longer than is known when there are older builds', () => {
  expect(
    familyStanding(builds('failed', 'failed'), { more: true }).failing?.atLeast,
  ).toBe(true);
  expect(
    familyStanding(builds('failed', 'failed'), { more: false }).failing
      ?.atLeast,
  ).toBe(false);
});

it('knows the times of the passes, the oldest first, and how the newest compares', () => {
  const { timesMs } = familyStanding(builds('passed', 'failed', 'passed'), {
    more: false,
  });

  expect(timesMs).toEqual([3_000, 1_000]);
  expect(trendOf([8_000, 12_000, 10_000, 15_000])).toEqual({
    latestMs: 15_000,
    medianMs: 10_000,
    change: 0.5,
  });
  expect(trendOf([8_000])).toEqual({
    latestMs: 8_000,
    medianMs: undefined,
    change: undefined,
  });
  expect(trendOf([])).toBeUndefined();
});
