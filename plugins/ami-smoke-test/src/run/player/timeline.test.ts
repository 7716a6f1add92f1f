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

import type { Stage } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { momentAt, shareAt, stageAt, timelineOf } from './timeline';

const ONLINE = Date.parse('2026-11-22T12:00:10.000Z');
const at = (ms: number) => new Date(ONLINE + ms).toISOString();
const entries = (...stages: [Stage, number][]) =>
  stages.map(([stage, ms]) => ({ stage, at: at(ms) }));

const finished = timelineOf(
  {
    onlineAt: at(0),
    stage: 'finished',
    stages: entries(
      ['queued', -2_000],
      ['launching', -1_900],
      ['booting', -800],
      ['probing', 0],
      ['collecting', 45_000],
      ['cleaning-up', 45_100],
      ['finished', 46_000],
    ),
  },
  45_050,
);

describe('the bar of a finished run', () => {
  it('has every stage it went through, side by side, none too narrow', () => {
    expect(finished.parts.map(({ stage }) => stage)).toEqual([
      'queued',
      'launching',
      'booting',
      'probing',
      'collecting',
      'cleaning-up',
    ]);
    finished.parts.reduce((edge, { from, to }) => {
      expect(from).toBeCloseTo(edge);
      expect(to - from).toBeGreaterThanOrEqual(0.115 - 1e-9);
      return to;
    }, 0);
    expect(finished.parts.at(-1)?.to).toBe(1);
    const [longest] = finished.parts.filter(p => p.stage === 'probing');
    expect(longest.to - longest.from).toBeCloseTo(0.425);
  });

  it('finds the moment of a place and the place of a moment', () => {
    for (const moment of [0, 1_234, 22_500, 45_050, 45_999]) {
      expect(momentAt(finished, shareAt(finished, moment))).toBe(moment);
    }
    expect(stageAt(finished, 22_500)?.stage).toBe('probing');
    expect(stageAt(finished, 45_050)?.stage).toBe('collecting');
  });

  it('shows the first moment for what was before online, the last for the end', () => {
    expect(momentAt(finished, 0)).toBe(0);
    expect(momentAt(finished, 0.15)).toBe(0);
    expect(momentAt(finished, 1)).toBe(46_000);
    expect(finished.endMs).toBe(46_000);
  });
});

describe('the bar of a running run', () => {
  const probing = timelineOf(
    {
      onlineAt: at(0),
      stage: 'probing',
      stages: entries(['queued', -2_000], ['booting', -500], ['probing', 0]),
    },
    8_000,
  );

  it('shows what is ahead and ends at the newest', () => {
    expect(probing.parts.map(({ stage, state }) => [stage, state])).toEqual([
      ['queued', 'done'],
      ['booting', 'done'],
      ['probing', 'current'],
      ['collecting', 'ahead'],
      ['cleaning-up', 'ahead'],
    ]);
    expect(probing.endMs).toBe(8_000);
    expect(shareAt(probing, 8_000)).toBeCloseTo(probing.parts[2].to);
    expect(momentAt(probing, 0.99)).toBe(8_000);
  });

  it('stands even before anything took any time', () => {
    const queued = timelineOf(
      { stage: 'queued', stages: entries(['queued', 0]), onlineAt: undefined },
      0,
    );
    expect(queued.parts.map(({ to }) => Number(to.toFixed(3)))).toEqual([
      0.167, 0.333, 0.5, 0.667, 0.833, 1,
    ]);
    expect(momentAt(queued, 0.5)).toBe(0);
  });
});
