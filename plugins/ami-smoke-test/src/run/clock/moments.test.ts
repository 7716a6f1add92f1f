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

import type { CheckSummary } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { filmOf } from '../film/film';
import { newestMoment, openingMoment } from './moments';
import { beyondStillness } from './stillness';

const film = filmOf([
  { offsetMs: 1_000, sha256: 'a' },
  { offsetMs: 4_000, sha256: 'b' },
  { offsetMs: 5_000, missing: 'throttled' },
  { offsetMs: 6_000, sha256: 'c' },
]);
const log = {
  complete: true,
  lines: [
    { number: 1, offsetMs: 2_000, text: 'GRUB' },
    { number: 2, offsetMs: 2_000, text: 'Linux' },
    { number: 3, offsetMs: 7_000, text: 'login:' },
  ],
};
const attempts = [
  {
    check: 'tcp',
    outcome: 'refused' as const,
    detail: '',
    count: 3,
    firstOffsetMs: 1_000,
    lastOffsetMs: 8_500,
  },
];
const answered = (passedAtMs: number): CheckSummary => ({
  name: 'tcp :8080',
  type: 'tcp',
  target: ':8080',
  state: 'passed',
  detail: 'open',
  attempts: 1,
  passedAtMs,
});

it('knows the newest: the last frame or line, while it runs the last answer as well', () => {
  expect(newestMoment({ attempts, stage: 'finished' }, film, log)).toBe(7_000);
  expect(newestMoment({ attempts, stage: 'probing' }, film, log)).toBe(8_500);
  // Something that cannot be removed keeps it there.
  const leaked = { stage: 'cleaning-up', verdict: 'failed' } as const;
  expect(newestMoment({ attempts, ...leaked }, film, log)).toBe(7_000);
  expect(
    newestMoment({ attempts: [], stage: 'queued' }, filmOf([]), undefined),
  ).toBe(0);
});

it('opens a passed run at the first frame after its service answered, any other one at the newest', () => {
  const open = (verdict: 'passed' | 'failed', passedAtMs: number) =>
    openingMoment({ verdict, checks: [answered(passedAtMs)] }, film, 7_000);
  expect(open('passed', 1_200)).toBe(4_000);
  expect(open('passed', 4_200)).toBe(7_000);
  expect(open('passed', 6_500)).toBe(7_000);
  expect(open('failed', 4_200)).toBe(7_000);
});

it('plays over a long stillness up to just before the next change, and through a short one', () => {
  const changes = [1_000, 2_500, 47_000];
  expect(beyondStillness(changes, 1_200)).toBe(1_200);
  expect(beyondStillness(changes, 2_600)).toBe(46_500);
  expect(beyondStillness(changes, 46_500)).toBe(46_500);
  expect(beyondStillness(changes, 48_000)).toBe(48_000);
});
