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
import {
  type FindingCategory,
  resourceKindSchema,
  stageSchema,
  type Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { DatabaseCounts } from '../database/DatabaseCounts';
import type { NewFinding } from '../database/ReaperStore';
import type { RunRecord, ScreenshotRecord } from '../database/records';
import type { RunMeter } from '../run/RunMeter';

/** A frame that was taken later than this after its time is late. */
const LATE_MS = 250;

/** In seconds; the longest budgets are of hours. */
const BOUNDARIES = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400];

/**
 * What an operator's dashboards are made from. Counters and histograms count what this process did, so those of all replicas
 * are added up; gauges are read from the database when somebody collects them, so each replica says the same.
 */
export class SmokeTestMetrics implements RunMeter {
  readonly #counts: DatabaseCounts;
  readonly #logger: LoggerService;
  readonly #verdicts;
  readonly #headlines;
  readonly #throttled;
  readonly #frames;
  readonly #removals;
  readonly #queueWait;
  readonly #timeToVerdict;

  constructor(options: {
    metrics: MetricsService;
    counts: DatabaseCounts;
    logger: LoggerService;
    /** Where images are tested: a place with nothing in it says 0. */
    regions: string[];
  }) {
    const { metrics, regions } = options;
    this.#counts = options.counts;
    this.#logger = options.logger;
    this.#verdicts = metrics.createCounter<{
      verdict: Verdict;
      region: string;
    }>('ami_smoke_test.verdicts', {
      description: 'Runs that got their verdict',
      unit: '{run}',
    });
    this.#headlines = metrics.createCounter<{ category: FindingCategory }>(
      'ami_smoke_test.headlines',
      {
        description:
          'Runs of which something was known to go wrong when they got their verdict, by what part it was of',
        unit: '{run}',
      },
    );
    this.#throttled = metrics.createCounter<{ api: string; region: string }>(
      'ami_smoke_test.ec2.throttled',
      {
        description: 'Calls to EC2 that AWS refused because of its limits',
        unit: '{call}',
      },
    );
    this.#frames = metrics.createCounter<{
      outcome: 'taken' | 'late' | 'lost';
    }>('ami_smoke_test.frames', {
      description: `Frames of runs; late is more than ${LATE_MS} ms after its time`,
      unit: '{frame}',
    });
    this.#removals = metrics.createCounter<{ kind: string; region: string }>(
      'ami_smoke_test.reaper.removals',
      { description: 'Things that the reaper removed', unit: '{thing}' },
    );
    this.#queueWait = metrics.createHistogram<{ region: string }>(
      'ami_smoke_test.queue.wait',
      {
        description: 'From when a run was accepted until its turn came',
        unit: 's',
        advice: { explicitBucketBoundaries: BOUNDARIES },
      },
    );
    this.#timeToVerdict = metrics.createHistogram<{ verdict: Verdict }>(
      'ami_smoke_test.verdict.time',
      {
        description: 'From when a run was accepted until its verdict',
        unit: 's',
        advice: { explicitBucketBoundaries: BOUNDARIES },
      },
    );
    this.#observeResources(metrics, regions);
    this.#observeRuns(metrics);
    this.#observeFindings(metrics);
  }

  launching({ image, createdAt }: RunRecord): void {
    this.#queueWait.record(secondsSince(createdAt), { region: image.region });
  }

  decided({ image, createdAt, headline }: RunRecord, verdict: Verdict): void {
    this.#verdicts.add(1, { verdict, region: image.region });
    this.#timeToVerdict.record(secondsSince(createdAt), { verdict });
    if (headline) this.#headlines.add(1, { category: headline.category });
  }

  filmed(_: RunRecord, { offsetMs, takenAtMs }: ScreenshotRecord): void {
    const isLate = takenAtMs !== undefined && takenAtMs - offsetMs > LATE_MS;
    const onTime = isLate ? 'late' : 'taken';
    this.#frames.add(1, { outcome: takenAtMs === undefined ? 'lost' : onTime });
  }

  /** AWS refused a call because of its limits. */
  throttled(api: string, region: string): void {
    this.#throttled.add(1, { api, region });
  }

  /** The reaper has removed something. */
  reaped({ kind, region }: NewFinding): void {
    this.#removals.add(1, { kind, region });
  }

  #observeResources(metrics: MetricsService, regions: string[]): void {
    const gauge = metrics.createObservableGauge<{
      kind: string;
      region: string;
    }>('ami_smoke_test.resources', {
      description: 'Things in AWS because of us, by the ledger',
      unit: '{thing}',
    });
    gauge.addCallback(result =>
      this.#quietly(async () => {
        const counts = await this.#counts.resources();
        const everywhere = new Set([
          ...regions,
          ...counts.map(({ region }) => region),
        ]);
        for (const region of everywhere) {
          for (const kind of resourceKindSchema.options) {
            const one = counts.find(
              count => count.kind === kind && count.region === region,
            );
            result.observe(one?.count ?? 0, { kind, region });
          }
        }
      }),
    );
  }

  #observeRuns(metrics: MetricsService): void {
    const gauge = metrics.createObservableGauge<{ stage: string }>(
      'ami_smoke_test.runs',
      { description: 'Runs that are not finished', unit: '{run}' },
    );
    gauge.addCallback(result =>
      this.#quietly(async () => {
        const counts = await this.#counts.runs();
        for (const stage of stageSchema.exclude(['finished']).options) {
          const one = counts.find(count => count.stage === stage);
          result.observe(one?.count ?? 0, { stage });
        }
      }),
    );
  }

  #observeFindings(metrics: MetricsService): void {
    const gauge = metrics.createObservableGauge<{ action: string }>(
      'ami_smoke_test.reaper.findings',
      {
        description: 'What the reaper found and is not done with',
        unit: '{thing}',
      },
    );
    gauge.addCallback(result =>
      this.#quietly(async () => {
        const counts = await this.#counts.findings();
        for (const action of ['left', 'removing'] as const) {
          const one = counts.find(count => count.action === action);
          result.observe(one?.count ?? 0, { action });
        }
      }),
    );
  }

  /** While the database is away there is nothing to say. */
  async #quietly(observe: () => Promise<void>): Promise<void> {
    try {
      await observe();
    } catch (error) {
      this.#logger.debug(`A gauge could not be read: ${error}`);
    }
  }
}

/** The database's clock and ours may differ a little. */
function secondsSince(instant: Date): number {
  return Math.max(0, Date.now() - instant.getTime()) / 1000;
}
