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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { PromotionStore } from '../database/PromotionStore';
import type { BuildRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import { isSame } from './words';

/** A re-test that said nothing about the images is repeated after this, then after twice that… */
const REPEATED_AFTER_MS = 5 * 60_000;
const LONGEST_SERIES = 20;

/** What is tested again and again. */
export interface Retested {
  images: Image[];
  profile: string;
  everyMs: number;
  /** Since when the images are on the channel. */
  since: Date;
}

/** How the re-tests of something stand. */
export interface RetestTimes {
  last?: BuildRecord;
  /** The re-tests since the last one that said something about the images, the newest first: each repeats the one before. */
  saidNothing: BuildRecord[];
  /** When the image that was not tested for longest was found to be good or bad last; nothing when one never was. */
  testedAt?: Date;
  dueAt: Date;
}

/** Knows when images are to be tested again: for who has it done, and for who tells of it. */
export class RetestSchedule {
  readonly #store: Pick<PromotionStore, 'newestRetest' | 'evidenceOf'>;
  readonly #builds: Pick<SmokeTestStore, 'getBuild'>;

  constructor(options: {
    store: Pick<PromotionStore, 'newestRetest' | 'evidenceOf'>;
    builds: Pick<SmokeTestStore, 'getBuild'>;
  }) {
    this.#store = options.store;
    this.#builds = options.builds;
  }

  async timesOf(retested: Retested): Promise<RetestTimes> {
    const { images, profile } = retested;
    const last = await this.#store.newestRetest(images, profile);
    const saidNothing = await this.#saidNothing(last);
    const testedAt = await this.#testedAt(retested);
    const dueAt = dueAtOf(retested, { last, saidNothing, testedAt });
    return { last, saidNothing, testedAt, dueAt };
  }

  async #testedAt({ images, profile }: Retested): Promise<Date | undefined> {
    const evidence = await this.#store.evidenceOf(images);
    const newest = images.map(image =>
      Math.max(
        ...evidence
          .filter(
            run => run.profileName === profile && isSame(run.image, image),
          )
          .map(({ at }) => at.getTime()),
      ),
    );
    const oldest = Math.min(...newest);
    return Number.isFinite(oldest) ? new Date(oldest) : undefined;
  }

  async #saidNothing(last: BuildRecord | undefined): Promise<BuildRecord[]> {
    const series: BuildRecord[] = [];
    let one = last;
    while (
      one?.source === 'retest' &&
      (one.verdict === 'errored' || one.verdict === 'cancelled') &&
      series.length < LONGEST_SERIES
    ) {
      series.push(one);
      one = one.rerunOf ? await this.#builds.getBuild(one.rerunOf) : undefined;
    }
    return series;
  }
}

function dueAtOf(
  { everyMs, since }: Retested,
  { last, saidNothing, testedAt }: Omit<RetestTimes, 'dueAt'>,
): Date {
  const byEvidence = testedAt ? testedAt.getTime() + everyMs : since.getTime();
  if (!last) return new Date(byEvidence);
  const restMs =
    saidNothing.length > 0
      ? Math.min(REPEATED_AFTER_MS * 2 ** (saidNothing.length - 1), everyMs)
      : everyMs;
  const lastAt = last.verdictAt ?? last.createdAt;
  return new Date(Math.max(byEvidence, lastAt.getTime() + restMs));
}
