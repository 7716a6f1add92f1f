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

import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, stringifyError } from '@backstage/errors';
import type { SmokeTestConfig } from '../../config';
import type { Confirm } from '../../database/alone';
import type { PromotionStore } from '../../database/PromotionStore';
import type { BuildRecord } from '../../database/records';
import type { SmokeTestStore } from '../../database/SmokeTestStore';
import type { ChannelConfig } from '../policy';
import { retestProfileOf } from '../RetestReader';
import { RetestSchedule, type RetestTimes } from '../RetestSchedule';
import { areSame } from '../words';
import type { FailedRetests } from './FailedRetests';
import { type OnChannel, onChannels } from './onChannels';
import { Pauses } from './Pauses';
import type { RetestAdmission } from './RetestAdmission';
import { type Concern, retestHindered, retestsErrored } from './tidings';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What is not due is looked at so often nevertheless: somebody may have had it tested. */
const LOOK_EVERY_MS = 5 * MINUTE_MS;
/** So many of them in a row are worth telling. */
const WORTH_TELLING = 3;

/** Images that are tested with one profile, for one channel or several. */
interface Subject {
  profile: string;
  everyMs: number;
  entityRef: string;
  on: [OnChannel, ...OnChannel[]];
}

/** Has what is on channels tested again, as often as their policies say. */
export class Retests {
  readonly #store: PromotionStore;
  readonly #builds: Pick<SmokeTestStore, 'getBuild'>;
  readonly #channels: SmokeTestConfig['promotion']['channels'];
  readonly #admission: RetestAdmission;
  readonly #failed: FailedRetests;
  readonly #schedule: RetestSchedule;
  readonly #logger: Pick<LoggerService, 'info' | 'warn'>;
  readonly #pauses = new Pauses({ firstMs: MINUTE_MS, longestMs: HOUR_MS });

  constructor(options: {
    store: PromotionStore;
    builds: Pick<SmokeTestStore, 'getBuild'>;
    channels: SmokeTestConfig['promotion']['channels'];
    admission: RetestAdmission;
    failed: FailedRetests;
    logger: Pick<LoggerService, 'info' | 'warn'>;
  }) {
    this.#store = options.store;
    this.#builds = options.builds;
    this.#channels = options.channels;
    this.#admission = options.admission;
    this.#failed = options.failed;
    this.#schedule = new RetestSchedule(options);
    this.#logger = options.logger;
  }

  /** Has tested again what is due, and follows up on what has failed. */
  async round(confirm: Confirm): Promise<void> {
    const now = await this.#store.now();
    const there = onChannels(await this.#store.assignments());
    for (const on of this.#together(there)) {
      const [{ buildId }] = on;
      const pause = on.map(one => `${one.channel} ${one.buildId}`).join();
      if (!this.#pauses.isOver(pause, now)) continue;
      await confirm();
      try {
        const subject = await this.#subjectOf(on);
        const due = await this.#look(subject, now);
        if (due && due > now) {
          const look = Math.min(due.getTime(), now.getTime() + LOOK_EVERY_MS);
          this.#pauses.until(pause, new Date(look));
        }
      } catch (error) {
        this.#pauses.longer(pause, now);
        this.#logger.warn(
          `The build ${buildId} could not be tested again: ${stringifyError(
            error,
          )}`,
        );
      }
    }
  }

  /** Channels on which the same images are tested with the same profile, in the order of the config. */
  #together(there: OnChannel[]): [OnChannel, ...OnChannel[]][] {
    const names = Object.keys(this.#channels);
    const tested = there
      .filter(({ channel }) => this.#profileOf(channel) !== undefined)
      .sort((a, b) => names.indexOf(a.channel) - names.indexOf(b.channel));
    const groups: [OnChannel, ...OnChannel[]][] = [];
    for (const one of tested) {
      const group = groups.find(
        ([first]) =>
          this.#profileOf(first.channel) === this.#profileOf(one.channel) &&
          first.family === one.family &&
          areSame(first.images, one.images),
      );
      if (group) group.push(one);
      else groups.push([one]);
    }
    return groups;
  }

  #policyOf(channel: string): ChannelConfig | undefined {
    return Object.hasOwn(this.#channels, channel)
      ? this.#channels[channel]
      : undefined;
  }

  #profileOf(channel: string): string | undefined {
    const policy = this.#policyOf(channel);
    return policy && retestProfileOf(policy);
  }

  async #subjectOf(on: Subject['on']): Promise<Subject> {
    const [{ buildId, family, channel }] = on;
    const build = await this.#builds.getBuild(buildId);
    const everyHours = on.map(
      one => this.#policyOf(one.channel)?.retest?.everyHours ?? Infinity,
    );
    return {
      on,
      profile: this.#profileOf(channel) ?? '',
      everyMs: Math.min(...everyHours) * HOUR_MS,
      entityRef:
        build?.entityRef ||
        `resource:default/${family.toLocaleLowerCase('en-US')}`,
    };
  }

  /** @returns when the images are to be tested next; nothing while they are being tested */
  async #look(subject: Subject, now: Date): Promise<Date | undefined> {
    const [{ images, since }] = subject.on;
    const times = await this.#schedule.timesOf({ ...subject, images, since });
    const { last, saidNothing, dueAt } = times;
    if (last && !last.verdict) return undefined;
    if (last?.verdict === 'failed') await this.#follow(last, subject, now);

    if (saidNothing.length >= WORTH_TELLING) {
      for (const one of subject.on) {
        await this.#store.addNotice(
          retestsErrored(this.#concernOf(one, subject), saidNothing),
        );
      }
    }
    if (dueAt <= now) await this.#test(subject, times);
    return dueAt;
  }

  async #follow(
    retest: BuildRecord,
    subject: Subject,
    now: Date,
  ): Promise<void> {
    const evidence = await this.#store.evidenceOf(subject.on[0].images);
    const stillFails = evidence.some(
      ({ profileName, verdict }) =>
        profileName === subject.profile && verdict === 'failed',
    );
    for (const one of subject.on) {
      // Who promoted it after that knew of it.
      if (!retest.verdictAt || retest.verdictAt < one.since) continue;
      await this.#failed.follow(retest, this.#concernOf(one, subject), {
        buildId: one.buildId,
        rollBack:
          stillFails &&
          this.#policyOf(one.channel)?.retest?.onFailure === 'roll-back',
        now,
      });
    }
  }

  async #test(
    subject: Subject,
    { dueAt, saidNothing, testedAt }: RetestTimes,
  ): Promise<void> {
    const { on, profile, entityRef } = subject;
    const [first] = on;
    try {
      const { build, created } = await this.#admission.admit(first, {
        profile,
        entityRef,
        due: dueAt,
        repeats: saidNothing[0],
      });
      if (created) {
        this.#logger.info(
          `${first.family} on ${first.channel} is tested again: ${build.id}`,
        );
      }
    } catch (error) {
      if (error instanceof InputError || error instanceof NotAllowedError) {
        for (const one of on) {
          await this.#store.addNotice(
            retestHindered(this.#concernOf(one, subject), error.message, {
              ...one,
              testedAt,
            }),
          );
        }
      }
      throw error;
    }
  }

  #concernOf({ family, channel }: OnChannel, { entityRef }: Subject): Concern {
    const recipients = this.#policyOf(channel)?.notify ?? [];
    return { family, channel, entityRef, recipients };
  }
}
