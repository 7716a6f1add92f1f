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
import { aBuild, aPass, aRun } from './__testUtils__/builds';
import { decidingRun, runsToCompare } from './decidingRun';
import { starterOf, verdictsByRegion } from './describeBuild';
import { preflightCommand, templateSnippet } from './snippets';
import { reasonBeyond } from './reasonBeyond';
import { creepOf } from './creep';
import { buildTimeToService, medianOf, timeToService } from './timeToService';

const inRegion = (region: string) => ({
  ...aRun().image,
  region,
});

describe('the time to service', () => {
  it('is when the last check was answered, of the slowest run', () => {
    expect(timeToService(aPass(1_000, 9_000, 4_000))).toBe(9_000);
    expect(
      buildTimeToService({
        verdict: 'passed',
        runs: [aPass(2_000), aPass(11_000)],
      }),
    ).toBe(11_000);
  });

  it('does not count the time in which files are read back', () => {
    const { checks } = aPass(2_000, 90_000);
    const [service, integrity] = checks;
    expect(
      timeToService({
        verdict: 'passed',
        checks: [service, { ...integrity, type: 'integrity' }],
      }),
    ).toBe(2_000);
  });

  it('is not there for what did not pass, or was asked nothing', () => {
    expect(
      timeToService({ ...aPass(1_000), verdict: 'failed' }),
    ).toBeUndefined();
    expect(timeToService(aPass())).toBeUndefined();
    expect(
      buildTimeToService({ verdict: 'failed', runs: [aPass(1_000)] }),
    ).toBeUndefined();
  });

  it.each([
    [[], undefined],
    [[7], 7],
    [[9, 1, 5], 5],
    [[10, 2, 4, 100], 7],
  ])('has the median of %j: %j', (times, median) => {
    expect(medianOf(times)).toBe(median);
  });
});

describe('the run that tells how a build went', () => {
  it('is the first with the verdict of the build, whatever came before it', () => {
    const runs = [
      aRun({ id: 'a', verdict: 'passed' }),
      aRun({ id: 'b', verdict: 'errored' }),
      aRun({ id: 'c', verdict: 'failed' }),
      aRun({ id: 'd', verdict: 'failed' }),
    ];

    expect(decidingRun({ verdict: 'failed', runs })?.id).toBe('c');
  });

  it('is the one that passed last when all passed', () => {
    const runs = [
      aRun({ id: 'a', verdict: 'passed', verdictAt: '2026-11-22T12:00:30Z' }),
      aRun({ id: 'b', verdict: 'passed', verdictAt: '2026-11-22T12:00:10Z' }),
    ];

    expect(decidingRun({ verdict: 'passed', runs })?.id).toBe('a');
  });

  it('is the one to watch while there is no verdict', () => {
    const queued = aRun({ id: 'queued', stage: 'queued' });
    const probing = aRun({ id: 'probing', stage: 'probing' });
    const failed = aRun({ id: 'failed', stage: 'collecting' });

    expect(decidingRun({ runs: [queued, probing] })?.id).toBe('probing');
    expect(
      decidingRun({ runs: [queued, probing, { ...failed, verdict: 'failed' }] })
        ?.id,
    ).toBe('failed');
    expect(decidingRun({ runs: [] })).toBeUndefined();
  });

  it('is compared with a run of the same region and instance type, else of the same region, else the deciding one', () => {
    const newer = {
      verdict: 'failed' as const,
      runs: [
        aRun({ id: 'new', verdict: 'failed', image: inRegion('eu-west-1') }),
      ],
    };
    const elsewhere = aRun({ id: 'elsewhere', verdict: 'passed' });
    const large = aRun({
      id: 'large',
      verdict: 'passed',
      image: inRegion('eu-west-1'),
      instanceType: 'm6i.large',
    });
    const same = { ...large, id: 'same', instanceType: 't3.micro' };
    const besideOf = (...runs: (typeof same)[]) =>
      runsToCompare(newer, { verdict: 'passed', runs })?.other.id;

    expect(besideOf(elsewhere, large, same)).toBe('same');
    expect(besideOf(elsewhere, large)).toBe('large');
    expect(besideOf(elsewhere)).toBe('elsewhere');
    expect(besideOf()).toBeUndefined();
  });
});

it('gives each region the verdict of all its runs, and none while one is missing', () => {
  const images = ['us-east-1', 'eu-west-1'].map(region => ({
    region,
    imageId: 'ami-0abcdef1234567890',
  }));
  const runs = [
    aRun({ id: 'a', verdict: 'passed' }),
    aRun({ id: 'b', verdict: 'failed' }),
    aRun({ id: 'c', verdict: 'passed', image: inRegion('eu-west-1') }),
    aRun({ id: 'd', image: inRegion('eu-west-1') }),
  ];

  expect(
    verdictsByRegion({ images, runs }).map(one => [
      one.region,
      one.verdict,
      one.run.id,
    ]),
  ).toEqual([
    ['us-east-1', 'failed', 'b'],
    ['eu-west-1', undefined, 'd'],
  ]);
});

it.each([
  ['user:default/ann', 'ann'],
  ['user:acme/ann', 'acme/ann'],
  ['packer', 'packer'],
  ['external:ci', 'external:ci'],
])('calls %s, who started a build, %s', (createdBy, name) => {
  expect(starterOf(aBuild({ createdBy }))).toBe(name);
});

describe('what to add to a template', () => {
  it('names the family, and keeps the AMI when the test fails', () => {
    const snippet = templateSnippet({
      family: 'Web-Base',
      entityRef: 'resource:default/web-base',
    });

    expect(snippet).toContain(
      'ami-smoke-test test --family Web-Base --manifest packer-manifest-Web-Base.json',
    );
    expect(snippet.indexOf('"manifest"')).toBeLessThan(
      snippet.indexOf('post-processor "shell-local"'),
    );
  });

  it('names the entity when it is not the one that goes without saying', () => {
    expect(
      preflightCommand({
        family: 'web-base',
        entityRef: 'component:default/web',
      }),
    ).toBe(
      'ami-smoke-test preflight --family web-base --entity component:default/web',
    );
  });
});

it.each([
  ['No disk: nothing answered at :8080', 'Nothing answered at :8080'],
  ['No disk. The service is silent.', 'The service is silent.'],
  ['No disk (furthest stage: kernel). Nothing answered.', 'Nothing answered.'],
  ['No disk (furthest stage: kernel)', undefined],
  ['No disk', undefined],
  ['Nothing answered at :8080', 'Nothing answered at :8080'],
  [undefined, undefined],
])('tells of the reason %j beside a headline only %j', (reason, rest) => {
  expect(reasonBeyond({ title: 'No disk' }, reason)).toBe(rest);
  expect(reasonBeyond(undefined, reason)).toBe(reason);
});

describe('boots that take longer and longer', () => {
  const seconds = (...times: number[]) => times.map(time => time * 1000);

  it('are told by what is usual of late and before that', () => {
    expect(creepOf(seconds(10, 11, 10, 12, 14, 16, 18))).toEqual({
      recentMs: 16_000,
      beforeMs: 10_500,
    });
  });

  it.each([
    ['too few are known', [10, 10, 10, 20, 20, 20]],
    ['one was slow', [10, 10, 10, 10, 10, 60, 10]],
    ['one was slow, the last', [10, 10, 10, 10, 10, 10, 60]],
    ['it is about as it was', [10, 10, 10, 10, 12, 12, 12]],
    ['it is hardly any time', [2, 2, 2, 2, 3, 3, 3]],
    ['it gets quicker', [20, 20, 20, 20, 10, 10, 10]],
  ])('are none when %s', (_, times) => {
    expect(creepOf(seconds(...times))).toBeUndefined();
  });
});
