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
  Diagnosis,
  Finding,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { type BootTimes, slowBoot } from '@ami-smoke-test/diagnosis';
import type { RunRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { History } from './Diagnostician';

/** From so many of the last good runs it is told what is usual. */
const USUAL_RUNS = 10;

/** What the runs of a family that were good tell of one that came after them. */
export class GoodRuns implements History {
  readonly #store: SmokeTestStore;

  constructor(options: { store: SmokeTestStore }) {
    this.#store = options.store;
  }

  /** Ids of what the last good run showed as well: it did no harm there. What we measure ourselves is news each time. */
  async lastGoodFindings(run: RunRecord): Promise<string[]> {
    const good = await this.#store.findLastGood(run);
    if (!good) return [];
    const diagnoses = await this.#store.diagnosesOf([good.id]);
    const findings = diagnoses.get(good.id)?.findings ?? [];
    return findings
      .filter(({ evidence }) => evidence.source !== 'run')
      .map(({ id }) => id);
  }

  /** Whether a boot took longer than it should; nothing before all checks have passed. */
  async bootTimeFindings(run: RunRecord): Promise<Finding[]> {
    if (serviceTime(run) === undefined) return [];
    const good = await this.#store.goodRunsLike(run, USUAL_RUNS);
    const diagnoses = await this.#store.diagnosesOf(
      [run, ...good].map(({ id }) => id),
    );
    const timesOf = (one: RunRecord) => bootTimes(one, diagnoses.get(one.id));
    const { budgets, bootTime } = run.profile;
    const finding = slowBoot(timesOf(run)[0], good.flatMap(timesOf), {
      budgetMs: budgets.serviceSeconds * 1000,
      warnAfterMs:
        bootTime.warnAfterSeconds && bootTime.warnAfterSeconds * 1000,
      warnAboveUsual: bootTime.warnAboveUsual,
    });
    return finding ? [finding] : [];
  }
}

/** How long the run's boot took; nothing unless all checks have passed. */
function bootTimes(
  run: RunRecord,
  diagnosis: Diagnosis | undefined,
): BootTimes[] {
  const serviceMs = serviceTime(run);
  if (serviceMs === undefined) return [];
  const stages = (diagnosis?.stages ?? []).flatMap(({ stage, evidence }) =>
    evidence.offsetMs === undefined
      ? []
      : [{ stage, offsetMs: evidence.offsetMs }],
  );
  return [{ serviceMs, stages }];
}

/** From online until the last check has passed. Reading all files takes time of its own, and is no part of the boot. */
function serviceTime(run: RunRecord): number | undefined {
  const checks = run.checks.filter(({ type }) => type !== 'integrity');
  const times = checks
    .map(({ passedAtMs }) => passedAtMs)
    .filter(time => time !== undefined);
  const isWhole = checks.length > 0 && times.length === checks.length;
  return isWhole ? Math.max(...times) : undefined;
}
