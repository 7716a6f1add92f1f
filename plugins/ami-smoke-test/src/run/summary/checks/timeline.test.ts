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

import { endOf, segmentsOf } from './timeline';

const row = (
  outcome: 'silent' | 'refused' | 'passed',
  from: number,
  to: number,
) => ({
  check: 'http',
  outcome,
  detail: '',
  count: 1,
  firstOffsetMs: from,
  lastOffsetMs: to,
});

it('lays attempts on a bar without gaps, each wide enough to be seen', () => {
  const attempts = [
    row('passed', 10_000, 10_000),
    row('silent', 0, 4_000),
    row('refused', 5_000, 9_000),
  ];
  const segments = segmentsOf(attempts, endOf(attempts));
  expect(
    segments.map(({ outcome, left, width }) => [outcome, left, width]),
  ).toEqual([
    ['silent', 0, 50],
    ['refused', 50, 50],
    ['passed', 99.2, 0.8],
  ]);
  expect(endOf([])).toBe(1);
});
