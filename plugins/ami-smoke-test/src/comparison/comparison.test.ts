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

import type {
  BootStage,
  ComparedLine,
  Run,
  Screenshot,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { readComparisonView, writeComparisonView } from './comparisonUrl';
import { differences, oneColumn, sideBySide } from './diffRows';
import { type Fact, factsOf } from './facts';
import { firstDifference, pairAt, pairFrames } from './framePairs';
import { rungTimes } from './rungTimes';
import { runIdIn } from './runIdIn';
import { formatShare } from './share';
import { commonScale, difference, stageTimes } from './stageTimes';

const frame = (offsetMs: number, sha256?: string): Screenshot => ({
  offsetMs,
  sha256,
});

describe('frames of two boots', () => {
  const pairs = pairFrames(
    [frame(1000, 'a'), frame(2000), frame(3000, 'b'), frame(9000, 'c')],
    [frame(1000, 'a'), frame(2000, 'x'), frame(4000, 'b')],
  );

  it('pairs every moment at which there is a picture, with the nearest where one has none', () => {
    expect(
      pairs.map(pair => [
        pair.offsetMs,
        pair.here.offsetMs,
        pair.there.offsetMs,
      ]),
    ).toEqual([
      [1000, 1000, 1000],
      [2000, 1000, 2000],
      [3000, 3000, 2000],
      [4000, 3000, 4000],
      [9000, 9000, 4000],
    ]);
    expect(pairFrames([frame(1000, 'a')], [frame(1000)])).toEqual([]);
  });

  it('begins at the first that differs, and shows the nearest to what is asked for', () => {
    expect(firstDifference(pairs)?.offsetMs).toBe(2000);
    expect(pairAt(pairs, undefined)?.offsetMs).toBe(2000);
    expect(pairAt(pairs, 100_000)?.offsetMs).toBe(9000);
    const alike = pairFrames([frame(0, 'a'), frame(5, 'a')], [frame(0, 'a')]);
    expect(firstDifference(alike)).toBeUndefined();
    expect(pairAt(alike, undefined)?.offsetMs).toBe(5);
    expect(pairAt([], 5)).toBeUndefined();
  });

  it('never says that something is nothing', () => {
    expect(formatShare(0.1234)).toBe('12.3%');
    expect(formatShare(0.0000004)).toBe('< 0.1%');
  });
});

describe('facts about two runs', () => {
  const fact = (run: Partial<Run>) =>
    ({
      family: 'web',
      image: { accountId: '1', region: 'us-east-1', imageId: 'ami-1' },
      instanceType: 't3.micro',
      profile: 'default',
      build: {},
      ...run,
    } as Run);
  const named = (facts: Fact[], is: 'same' | 'differs') =>
    facts.filter(one => one[is]).map(({ name }) => name);

  it('tells what is the same from what differs, and neither of what only one knows', () => {
    const facts = factsOf(
      fact({ availabilityZone: 'us-east-1a' }),
      fact({ instanceType: 't3.small' }),
    );
    expect(named(facts, 'same')).toEqual([
      'family',
      'image',
      'region',
      'profile',
    ]);
    expect(named(facts, 'differs')).toEqual(['instanceType']);
    expect(facts.map(({ name }) => name)).toContain('zone');
  });

  it('has nothing to compare one run with', () => {
    expect(named(factsOf(fact({}), undefined), 'same')).toEqual([]);
  });
});

describe('stages of two runs', () => {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  const times = stageTimes(
    {
      stages: [
        { stage: 'queued', at: at(0) },
        { stage: 'booting', at: at(1) },
        { stage: 'probing', at: at(5) },
        { stage: 'booting', at: at(6) },
        { stage: 'finished', at: at(8) },
      ],
    },
    {
      stages: [
        { stage: 'queued', at: at(0) },
        { stage: 'booting', at: at(1.04) },
        { stage: 'collecting', at: at(2.04) },
      ],
    },
  );

  it('counts how long each took, and leaves out what nobody has left', () => {
    expect(times).toEqual([
      { stage: 'queued', here: 1000, there: 1040 },
      { stage: 'booting', here: 6000, there: 1000 },
      { stage: 'probing', here: 1000, there: undefined },
    ]);
    expect(commonScale(times)).toBe(8000);
  });

  it('says how they differ by what is shown of them', () => {
    expect(difference(1000, 1040)).toEqual({ kind: 'same' });
    expect(difference(6000, 1000)).toEqual({ kind: 'longer', ms: 5000 });
    expect(difference(760, 920)).toEqual({ kind: 'shorter', ms: 100 });
    expect(difference(1000, undefined)).toEqual({ kind: 'unknown' });
  });
});

describe('how far two boots came', () => {
  const booted = (
    rungs: Partial<Record<BootStage, number | undefined>>,
    serviceSeconds?: number,
  ) => {
    const stages = Object.entries(rungs).map(([stage, seconds]) => ({
      stage: stage as BootStage,
      evidence: {
        source: 'console' as const,
        offsetMs: seconds === undefined ? undefined : seconds * 1000,
      },
    }));
    return {
      verdict: serviceSeconds === undefined ? 'failed' : 'passed',
      checks: [{ passedAtMs: serviceSeconds && serviceSeconds * 1000 }],
      diagnosis: { stages, furthestStage: stages.at(-1)?.stage ?? null },
    } as Run;
  };
  const shown = (here: Run, there: Run) =>
    rungTimes(here, there).map(({ rung, ...times }) => [
      rung,
      times.here.kind,
      times.there.kind,
      times.difference.kind === 'longer' ? times.difference.ms : 0,
      times.lostMs,
    ]);

  it('is told rung by rung, with where most of the time was lost', () => {
    expect(
      shown(
        booted({ kernel: 2, network: 30, login: 33 }, 41),
        booted({ kernel: 1, network: 4, login: 8 }, 12),
      ),
    ).toEqual([
      ['kernel', 'reached', 'reached', 1000, undefined],
      ['network', 'reached', 'reached', 26_000, 25_000],
      ['login', 'reached', 'reached', 25_000, undefined],
      ['service', 'reached', 'reached', 29_000, undefined],
    ]);
  });

  it('says which rungs were passed without a word, and which never reached', () => {
    expect(
      shown(
        booted({ kernel: 1, init: 3 }),
        booted({ kernel: 1, 'root-mounted': 2, init: 3, network: 4 }, 5),
      ),
    ).toEqual([
      ['kernel', 'reached', 'reached', 0, undefined],
      ['root-mounted', 'unseen', 'reached', 0, undefined],
      ['init', 'reached', 'reached', 0, undefined],
      ['network', 'not-reached', 'reached', 0, undefined],
      ['service', 'not-reached', 'reached', 0, undefined],
    ]);
  });

  it('knows rungs without times, and nothing of a run that nobody has diagnosed', () => {
    const untimed = booted({ kernel: undefined });
    expect(rungTimes(untimed, booted({ kernel: 1 }))).toEqual([
      {
        rung: 'kernel',
        here: { kind: 'reached', atMs: undefined },
        there: { kind: 'reached', atMs: 1000 },
        difference: { kind: 'unknown' },
      },
    ]);
    expect(rungTimes({ checks: [] } as unknown as Run, untimed)).toEqual([]);
  });
});

describe('logs of two runs', () => {
  const lines: ComparedLine[] = [
    { kind: 'left-out', count: 5 },
    { kind: 'same', number: 6, otherNumber: 6, text: 'same' },
    { kind: 'only-there', otherNumber: 7, text: 'mounted' },
    { kind: 'only-there', otherNumber: 8, text: 'login:' },
    { kind: 'only-here', number: 7, text: 'panic' },
    { kind: 'same', number: 8, otherNumber: 9, text: 'end' },
    { kind: 'only-here', number: 9, text: 'more' },
  ];
  const panic = { number: 7, text: 'panic' };
  const mounted = { number: 7, text: 'mounted' };
  const login = { number: 8, text: 'login:' };

  it('puts what is in one only beside what is in the other only', () => {
    const rows = sideBySide(lines);
    expect(rows[2]).toEqual({ kind: 'changed', here: panic, there: mounted });
    expect(rows[3]).toEqual({ kind: 'changed', here: undefined, there: login });
    expect(rows).toHaveLength(6);
    expect(differences(rows)).toEqual([2, 5]);
  });

  it('puts what is missing before what is new where there is one column', () => {
    expect(oneColumn(sideBySide(lines)).slice(2, 5)).toEqual([
      { kind: 'changed', there: mounted },
      { kind: 'changed', there: login },
      { kind: 'changed', here: panic },
    ]);
  });
});

describe('the address of a comparison', () => {
  const id = '0f8e1f1c-2f3a-4f6b-9d53-1e8f0f3f7a11';

  it('holds the other run, the moment and the view', () => {
    const shown = { other: id, offsetMs: 3000, view: 'overlay' } as const;
    const written = writeComparisonView(new URLSearchParams('else=1'), shown);
    expect(written.toString()).toBe(`else=1&t=3.0&with=${id}&view=overlay`);
    expect(readComparisonView(written)).toEqual(shown);
    expect(
      readComparisonView(new URLSearchParams('t=-5&view=upside-down')),
    ).toEqual({
      other: undefined,
      offsetMs: undefined,
      view: 'side-by-side',
    });
  });

  it('finds the run in what somebody pasted', () => {
    const build = '11111111-2f3a-4f6b-9d53-1e8f0f3f7a11';
    expect(runIdIn(` ${id.toLocaleUpperCase('en-US')} `)).toBe(id);
    expect(runIdIn(`https://b.example/ami-smoke-test/runs/${id}?t=5`)).toBe(id);
    expect(runIdIn(`/runs/${id}/comparison?with=${build}`)).toBe(id);
    expect(runIdIn(`${id} ${build}`)).toBeUndefined();
    expect(runIdIn('ami-0123')).toBeUndefined();
  });
});
