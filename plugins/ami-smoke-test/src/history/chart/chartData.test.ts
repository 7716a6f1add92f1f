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
import { aBuild, aPass, aRun } from '../../builds/__testUtils__/builds';
import { chartOf, datedPoints } from './chartData';

it('shows builds from the oldest to the newest, with a height only for those that passed', () => {
  const chart = chartOf([
    aBuild({ id: 'running', runs: [aRun({ id: 'r4' })] }),
    aBuild({
      id: 'slow',
      verdict: 'passed',
      runs: [{ ...aPass(12_000), id: 'r3', budgetMs: 60_000 }],
    }),
    aBuild({
      id: 'failed',
      verdict: 'failed',
      runs: [{ ...aRun({ verdict: 'failed' }), id: 'r2' }],
    }),
    aBuild({
      id: 'fast',
      verdict: 'passed',
      runs: [{ ...aPass(8_000), id: 'r1', budgetMs: 30_000 }],
    }),
  ]);

  expect(
    chart.points.map(({ buildId, runId, standing, timeMs }) => [
      buildId,
      runId,
      standing,
      timeMs,
    ]),
  ).toEqual([
    ['fast', 'r1', 'passed', 8_000],
    ['failed', 'r2', 'failed', undefined],
    ['slow', 'r3', 'passed', 12_000],
    ['running', 'r4', 'running', undefined],
  ]);
  expect(chart).toMatchObject({
    passed: 2,
    medianMs: 10_000,
    slowestMs: 12_000,
    budgetMs: 60_000,
    timesMs: [8_000, 12_000],
  });
});

it('has neither median nor scale before anything passed', () => {
  expect(chartOf([])).toEqual({
    points: [],
    passed: 0,
    medianMs: undefined,
    slowestMs: undefined,
    budgetMs: undefined,
    timesMs: [],
  });
});

it.each([
  [4, 800, [0, 1, 2, 3]],
  [10, 500, [0, 2, 4, 6, 8]],
  [50, 0, [0]],
  [0, 800, []],
])('dates some of %i points on %i px: %j', (count, width, dated) => {
  expect(datedPoints(count, width, 100)).toEqual(dated);
});
