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
  type ChannelList,
  type ChannelPolicy,
  type ChannelState,
  type listActsQuerySchema,
  type PromotionActPage,
  type Publication,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { matchesFamily } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { z } from 'zod';
import { buildUrl } from '../builds/views';
import type { SmokeTestConfig } from '../config';
import type {
  AssignmentRecord,
  EvidenceRecord,
  PromotionStore,
  PublicationRecord,
  PublicationStore,
  Stay,
} from '../database/PromotionStore';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import { Candidates } from './Candidates';
import { ChannelSnapshot } from './ChannelSnapshot';
import type { Gate } from './gate/Gate';
import { isRequired } from './gate/rules';
import type { ChannelConfig } from './policy';
import { RetestReader } from './RetestReader';
import { toAct, toGateEvidence } from './views';
import { areSame } from './words';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What somebody may do with a family on a channel. */
export type May = (
  family: string,
  channel: string,
) => Promise<ChannelState['may']>;

/** Tells what is where, since when, by whom and with which evidence, and what was decided before. */
export class Channels {
  readonly #store: PromotionStore;
  readonly #publications: Pick<PublicationStore, 'publicationsOf'>;
  readonly #builds: Pick<SmokeTestStore, 'families' | 'getBuild'>;
  readonly #gate: Gate;
  readonly #candidates: Candidates;
  readonly #publishers: { name: string; channels: string[] }[];
  readonly #config: SmokeTestConfig['promotion'];
  readonly #appBaseUrl: string | undefined;

  constructor(options: {
    store: PromotionStore;
    publications: Pick<PublicationStore, 'publicationsOf'>;
    builds: Pick<SmokeTestStore, 'families' | 'getBuild'>;
    gate: Gate;
    publishers: { name: string; channels: string[] }[];
    config: SmokeTestConfig['promotion'];
    appBaseUrl?: string;
  }) {
    this.#store = options.store;
    this.#publications = options.publications;
    this.#builds = options.builds;
    this.#gate = options.gate;
    this.#candidates = new Candidates(options);
    this.#publishers = options.publishers;
    this.#config = options.config;
    this.#appBaseUrl = options.appBaseUrl;
  }

  /**
   * Every channel, and how it stands for each family.
   *
   * @param families - those to be shown; all that have a build when it is missing
   */
  async list(
    query: { family?: string },
    families: string[] | undefined,
    may: May,
  ): Promise<ChannelList> {
    const shown = families ?? (await this.#builds.families());
    const seen = await ChannelSnapshot.take(
      this.#store,
      this.#publications,
      shown,
      this.#config,
    );
    const items = await Promise.all(
      shown.map(family =>
        this.#statesOf(seen, family, may, query.family !== undefined),
      ),
    );
    return {
      channels: Object.entries(this.#config.channels).map(([name, policy]) =>
        this.#toPolicy(name, policy),
      ),
      items: items.flat(),
      maxWaiverDays: this.#config.maxWaiverDays,
    };
  }

  /** What was decided, newest first. @throws InputError for a cursor that is none */
  async acts({
    cursor,
    limit,
    ...filter
  }: z.output<typeof listActsQuerySchema>): Promise<PromotionActPage> {
    const page = await this.#store.acts(filter, { cursor, limit });
    return {
      ...page,
      items: page.items.map(act => toAct(act, this.#appBaseUrl)),
    };
  }

  async #statesOf(
    seen: ChannelSnapshot,
    family: string,
    may: May,
    withCandidates: boolean,
  ): Promise<ChannelState[]> {
    const channels = Object.entries(this.#config.channels).filter(
      ([name, { families }]) =>
        matchesFamily(family, families) ||
        seen.assignments(family).some(({ channel }) => channel === name),
    );
    return Promise.all(
      channels.map(async ([channel, policy]) => {
        const state = await this.#stateOf(seen, family, channel, policy);
        return {
          ...state,
          may: await may(family, channel),
          candidate: withCandidates
            ? await this.#candidate(family, channel, policy)
            : undefined,
        };
      }),
    );
  }

  async #stateOf(
    seen: ChannelSnapshot,
    family: string,
    channel: string,
    policy: ChannelConfig,
  ): Promise<Omit<ChannelState, 'may'>> {
    const assignments = seen
      .assignments(family)
      .filter(one => one.channel === channel);
    const publications = seen.publications(family);
    const stays = seen.stays(family, channel);
    const here = stays.find(({ to }) => to === undefined);
    const required = this.#gate.requiredBy(policy);
    const evidence = here
      ? (await seen.evidenceOf(here.images)).filter(run =>
          isRequired(run, required),
        )
      : [];
    const retests = new RetestReader({
      store: seen,
      notices: this.#store,
      builds: this.#builds,
      appBaseUrl: this.#appBaseUrl,
    });
    return {
      family,
      entityRef:
        seen.entityRefOf(family) ??
        `resource:default/${family.toLocaleLowerCase('en-US')}`,
      channel,
      build: here && {
        id: here.buildId,
        url: buildUrl(here.buildId, this.#appBaseUrl),
        since: here.from.toISOString(),
        by: here.by,
        actId: here.actId,
        reason: here.reason,
      },
      assignments: assignments.map(assignment => ({
        accountId: assignment.accountId,
        region: assignment.region,
        imageId: assignment.imageId,
        since: assignment.since.toISOString(),
        publications: this.#publicationsAbout(assignment, publications),
      })),
      evidence: evidence.map(run => toGateEvidence(run, this.#appBaseUrl)),
      waivers: (here?.decision?.rules ?? []).flatMap(
        ({ waiver }) => waiver ?? [],
      ),
      standing: here ? standingOf(evidence, policy, seen.now) : 'empty',
      retest:
        here && (await retests.stateOf({ ...here, channel }, policy, seen.now)),
      previous: this.#previous(seen, stays, here),
    };
  }

  #publicationsAbout(
    { channel, accountId, region, imageId }: AssignmentRecord,
    publications: PublicationRecord[],
  ): Publication[] {
    return publications
      .filter(
        one =>
          one.accountId === accountId &&
          one.region === region &&
          (one.channel === undefined
            ? one.imageId === imageId &&
              this.#publishersOf(channel).includes(one.publisher)
            : one.channel === channel),
      )
      .map(toPublication);
  }

  /** Where a roll-back would go to: what was there before, and is not revoked. */
  #previous(
    seen: ChannelSnapshot,
    stays: Stay[],
    here: Stay | undefined,
  ): ChannelState['previous'] {
    const before = stays.find(
      ({ images }) =>
        !(here && areSame(images, here.images)) &&
        !images.some(image => seen.isRevoked(image)),
    );
    return (
      before && {
        buildId: before.buildId,
        url: buildUrl(before.buildId, this.#appBaseUrl),
      }
    );
  }

  async #candidate(
    family: string,
    channel: string,
    policy: ChannelConfig,
  ): Promise<ChannelState['candidate']> {
    const candidate = await this.#candidates.of(family, channel, policy);
    if (!candidate) return undefined;
    const { buildId } = candidate;
    // Retention may have removed what stands on a channel no more.
    if (!(await this.#builds.getBuild(buildId))) return undefined;
    return {
      buildId,
      url: buildUrl(buildId, this.#appBaseUrl),
      decision: await this.#gate.ofBuild(buildId, channel),
    };
  }

  #toPolicy(channel: string, policy: ChannelConfig): ChannelPolicy {
    const { blockSeverity, retest } = policy;
    return {
      channel,
      description: policy.description,
      requires: this.#gate.requiredBy(policy),
      regions: policy.regions,
      maxAgeDays: policy.maxAgeDays,
      blockSeverity: blockSeverity === 'none' ? undefined : blockSeverity,
      after: policy.after,
      promoters: policy.promoters,
      retest: retest && {
        ...retest,
        profile: retest.profile ?? policy.requires[0].profile,
      },
      publishers: this.#publishersOf(channel),
    };
  }

  #publishersOf(channel: string): string[] {
    return this.#publishers
      .filter(({ channels }) => channels.includes(channel))
      .map(({ name }) => name);
  }
}

function standingOf(
  evidence: EvidenceRecord[],
  { maxAgeDays }: ChannelConfig,
  now: Date,
): ChannelState['standing'] {
  if (evidence.some(({ verdict }) => verdict === 'failed')) return 'failing';
  const oldest = Math.min(...evidence.map(({ at }) => at.getTime()));
  const isStale =
    evidence.length === 0 || now.getTime() - oldest > maxAgeDays * DAY_MS;
  return isStale ? 'stale' : 'good';
}

function toPublication(record: PublicationRecord): Publication {
  const { publisher, accountId, region, imageId, state, facts, message } =
    record;
  return {
    publisher,
    accountId,
    region,
    imageId,
    state,
    facts,
    message,
    checkedAt: record.checkedAt?.toISOString(),
    agreedAt: record.agreedAt?.toISOString(),
  };
}
