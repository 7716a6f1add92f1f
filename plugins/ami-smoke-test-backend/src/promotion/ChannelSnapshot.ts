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
import type {
  AssignmentRecord,
  EvidenceRecord,
  PromotedImageRecord,
  PromotionStore,
  PublicationRecord,
  PublicationStore,
  Stay,
} from '../database/PromotionStore';
import type { BuildRecord } from '../database/records';
import type { PromotionConfig } from './policy';
import { retestProfileOf } from './RetestReader';
import { place } from './words';

/** What was read. */
interface Read {
  now: Date;
  assignments: Map<string, AssignmentRecord[]>;
  publications: Map<string, PublicationRecord[]>;
  stays: Map<string, Stay[]>;
  evidence: Map<string, EvidenceRecord[]>;
  promoted: Map<string, PromotedImageRecord[]>;
  entityRefs: Map<string, string>;
  retests: Map<string, BuildRecord | undefined>;
}

/**
 * What the channels of families have, read in a handful of queries: to look at three hundred families asks the database as often as
 * to look at one.
 */
export class ChannelSnapshot {
  static async take(
    store: PromotionStore,
    publications: Pick<PublicationStore, 'publicationsOf'>,
    families: string[],
    { channels }: Pick<PromotionConfig, 'channels'>,
  ): Promise<ChannelSnapshot> {
    const assignments = await store.assignments(families);
    const latest = await store.latestStays(families);
    const stays = latest.flatMap(one => one.stays);
    const here = latest.flatMap(({ channel, stays: [newest] }) =>
      newest && !newest.to && Object.hasOwn(channels, channel)
        ? { channel, images: newest.images }
        : [],
    );
    const retested = here.flatMap(({ channel, images }) => {
      const profileName = retestProfileOf(channels[channel]);
      return profileName === undefined ? [] : { images, profileName };
    });
    const retests = await store.newestRetests(retested);
    return new ChannelSnapshot(store, {
      now: await store.now(),
      assignments: by(assignments, ({ family }) => family),
      publications: by(
        await publications.publicationsOf(families),
        ({ family }) => family,
      ),
      stays: new Map(
        latest.map(one => [channelKey(one.family, one.channel), one.stays]),
      ),
      evidence: by(
        await store.evidenceOf(here.flatMap(({ images }) => images)),
        ({ image }) => place(image),
      ),
      promoted: by(
        await store.promotedImages(stays.flatMap(({ images }) => images)),
        place,
      ),
      entityRefs: await store.entityRefsOf(
        assignments.flatMap(({ buildId }) => buildId ?? []),
      ),
      retests: new Map(
        retested.map(({ images, profileName }, at) => [
          retestKey(images, profileName),
          retests[at],
        ]),
      ),
    });
  }

  readonly #store: Pick<PromotionStore, 'notice'>;
  readonly #read: Read;

  private constructor(store: Pick<PromotionStore, 'notice'>, read: Read) {
    this.#store = store;
    this.#read = read;
  }

  get now(): Date {
    return this.#read.now;
  }

  assignments(family: string): AssignmentRecord[] {
    return this.#read.assignments.get(family) ?? [];
  }

  publications(family: string): PublicationRecord[] {
    return this.#read.publications.get(family) ?? [];
  }

  stays(family: string, channel: string): Stay[] {
    return this.#read.stays.get(channelKey(family, channel)) ?? [];
  }

  /** That of a build on one of its channels. */
  entityRefOf(family: string): string | undefined {
    return this.assignments(family)
      .flatMap(({ buildId = '' }) => this.#read.entityRefs.get(buildId) ?? [])
      .at(0);
  }

  isRevoked(image: Image): boolean {
    const promoted = this.#read.promoted.get(place(image)) ?? [];
    return promoted.some(({ revoked }) => revoked);
  }

  /** As `PromotionReader.evidenceOf`, about images that are on a channel. */
  async evidenceOf(images: Image[]): Promise<EvidenceRecord[]> {
    return images.flatMap(image => this.#read.evidence.get(place(image)) ?? []);
  }

  /** As `PromotionStore.newestRetest`, about what is on a channel. */
  async newestRetest(images: Image[], profileName: string) {
    return this.#read.retests.get(retestKey(images, profileName));
  }

  /** As `PromotionStore.notice`: asked one by one, because few have one. */
  notice(key: string) {
    return this.#store.notice(key);
  }
}

function by<T>(all: T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

function channelKey(family: string, channel: string): string {
  return `${family}/${channel}`;
}

function retestKey(images: Image[], profileName: string): string {
  return [profileName, ...images.map(place)].join();
}
