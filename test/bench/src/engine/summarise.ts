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

import { percentile, type Measurement } from '../report';
import type { Call, EngineJournal } from '../world/EngineJournal';
import {
  SCHEDULE,
  type Contender,
  type Tested,
  type TestedTogether,
} from './Contender';

/** A frame that comes later than this shows another moment. */
const ON_TIME_MS = 250;

/** What images that were tested together came to, by the journal. */
export interface Summary {
  images: number;
  wrongVerdicts: number;
  /** From the service answering inside the guest to the end of the process that Packer waits for, in ms. */
  latencies: number[];
  /** Of the frames that were due before the service answered, in %. */
  framesOnTime: number;
  /** Of the run that has the least of them, in %. */
  leastFramesKept: number;
  callsPerRun: number;
  throttledShare: number;
  cpuSecondsPerRun: number;
  /** From the first request to when everything was cleaned up. */
  seconds: number;
}

export function summarise(
  journal: EngineJournal,
  { region }: Contender,
  { tested, cpuSeconds, from, until }: TestedTogether,
  expected: (imageId: string) => Tested['verdict'] = () => 'passed',
): Summary {
  const calls = callsBetween(journal, { region, from, until });
  const latencies: number[] = [];
  const films: { due: number; kept: number; onTime: number }[] = [];
  for (const { imageId, exitedAt, zeroAt, frames, verdict } of tested) {
    const instance = journal.instanceOf(imageId);
    if (!instance?.serviceAnsweredAt || zeroAt === undefined) continue;
    const { serviceAnsweredAt, screenshotsAt } = instance;
    if (verdict === 'passed') latencies.push(exitedAt - serviceAnsweredAt);
    const due = SCHEDULE.filter(offset => zeroAt + offset <= serviceAnsweredAt);
    // What it meant its calls for is known only by itself; when they came, the journal knows.
    const askedAt = new Map(
      frames.map((offset, index) => [offset, screenshotsAt[index]]),
    );
    const kept = due.filter(offset => askedAt.get(offset) !== undefined);
    const onTime = kept.filter(
      offset =>
        Math.abs(Number(askedAt.get(offset)) - zeroAt - offset) <= ON_TIME_MS,
    );
    films.push({
      due: due.length,
      kept: kept.length,
      onTime: onTime.length,
    });
  }
  const sum = (values: number[]) => values.reduce((all, one) => all + one, 0);
  return {
    images: tested.length,
    wrongVerdicts: tested.filter(
      ({ imageId, verdict }) => verdict !== expected(imageId),
    ).length,
    latencies,
    framesOnTime:
      (100 * sum(films.map(({ onTime }) => onTime))) /
      sum(films.map(({ due }) => due)),
    leastFramesKept:
      100 * Math.min(...films.map(({ due, kept }) => (due ? kept / due : 1))),
    callsPerRun: calls.length / tested.length,
    throttledShare:
      (100 * calls.filter(({ throttled }) => throttled).length) / calls.length,
    cpuSecondsPerRun: cpuSeconds / tested.length,
    seconds: (until - from) / 1000,
  };
}

export function callsBetween(
  journal: EngineJournal,
  between: { region: string; from: number; until: number },
): Call[] {
  return journal.calls.filter(
    ({ region, at }) =>
      region === between.region && at >= between.from && at <= between.until,
  );
}

/** Ours beside the script's. */
export function compare(
  name: string,
  ours: Summary,
  article: Summary,
  targets: { framesOnTime?: number },
): Measurement[] {
  return [
    {
      name: `${name}: wrong verdicts`,
      value: ours.wrongVerdicts,
      unit: '',
      target: 0,
      article: article.wrongVerdicts,
    },
    {
      name: `${name}: verdict latency, p50`,
      value: percentile(ours.latencies, 0.5),
      unit: 'ms',
      article: percentile(article.latencies, 0.5),
    },
    {
      name: `${name}: verdict latency, p95`,
      value: percentile(ours.latencies, 0.95),
      unit: 'ms',
      target: 1000,
      article: percentile(article.latencies, 0.95),
    },
    {
      name: `${name}: frames within ${ON_TIME_MS} ms of their time`,
      value: ours.framesOnTime,
      unit: '%',
      target: targets.framesOnTime,
      better: 'more',
      article: article.framesOnTime,
    },
    {
      name: `${name}: API calls for each run`,
      value: ours.callsPerRun,
      unit: '',
      article: article.callsPerRun,
    },
    {
      name: `${name}: CPU for each run`,
      value: ours.cpuSecondsPerRun,
      unit: 's',
      article: article.cpuSecondsPerRun,
    },
  ];
}
