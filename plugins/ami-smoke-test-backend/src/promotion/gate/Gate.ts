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
  type Finding,
  type GateDecision,
  type GateQuery,
  type GateRule,
  gateRuleSchema,
  type GateRuleResult,
  type Image,
  type WaivableRule,
  waivableRuleSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { NotFoundError } from '@backstage/errors';
import type { SmokeTestConfig } from '../../config';
import type {
  PromotionReader,
  WaiverRecord,
} from '../../database/PromotionStore';
import type { SmokeTestStore } from '../../database/SmokeTestStore';
import type { ChannelConfig } from '../policy';
import { toGateEvidence, toWaiver } from '../views';
import { isSame } from '../words';
import type { AvailabilityReader } from './AvailabilityReader';
import {
  type Availability,
  type GateQuestion,
  isRequired,
  RULES,
} from './rules';

/** What must hold always, also of a build that had been let onto a channel before. */
const LASTING: GateRule[] = ['known-image', 'image-available', 'not-revoked'];

/** The images that a gate is asked about, and what is known of them. */
export interface GateSubject {
  images: Image[];
  /** Missing: nobody knows them. */
  family?: string;
  buildId?: string;
}

/** A build, as a gate and what follows from it know it. */
export interface BuildSubject extends Required<GateSubject> {
  entityRef: string;
}

/**
 * Decides whether images may go to a channel: only when every rule lets them pass. It asks in two halves, EC2 first and the
 * database then, so that a promotion can ask the second under its lock.
 */
export class Gate {
  readonly #store: PromotionReader;
  readonly #builds: Pick<SmokeTestStore, 'getBuild'>;
  readonly #availability: AvailabilityReader;
  readonly #config: Pick<SmokeTestConfig, 'promotion' | 'profiles'>;
  readonly #appBaseUrl: string | undefined;

  constructor(options: {
    store: PromotionReader;
    builds: Pick<SmokeTestStore, 'getBuild'>;
    availability: AvailabilityReader;
    config: Pick<SmokeTestConfig, 'promotion' | 'profiles'>;
    /** Where the pages are. */
    appBaseUrl?: string;
  }) {
    this.#store = options.store;
    this.#builds = options.builds;
    this.#availability = options.availability;
    this.#config = options.config;
    this.#appBaseUrl = options.appBaseUrl;
  }

  /** @throws NotFoundError that names the channels, when there is no such one */
  policyOf(channel: string): ChannelConfig {
    const { channels } = this.#config.promotion;
    if (Object.hasOwn(channels, channel)) return channels[channel];
    const names = Object.keys(channels).join(', ');
    throw new NotFoundError(
      `There is no channel '${channel}': amiSmokeTest.promotion.channels has ${
        names || 'none'
      }`,
    );
  }

  /** May exactly this AMI go to the channel? @throws NotFoundError when there is no such channel */
  async ofImage(query: GateQuery): Promise<GateDecision> {
    const { channel, ...image } = query;
    this.policyOf(channel);
    const build = await this.#store.buildOf(image);
    const [promoted] = await this.#store.promotedImages([image]);
    return this.#ask(
      {
        images: [image],
        family: promoted?.family ?? build?.family,
        buildId: promoted?.buildId ?? build?.id,
      },
      channel,
    );
  }

  /** May the build, with all its images, go to the channel? @throws NotFoundError when there is no such build or channel */
  async ofBuild(buildId: string, channel: string): Promise<GateDecision> {
    this.policyOf(channel);
    return this.#ask(await this.subjectOf(buildId), channel);
  }

  /** @throws NotFoundError when there is no such build */
  async subjectOf(buildId: string): Promise<BuildSubject> {
    const build = await this.#builds.getBuild(buildId);
    if (!build) throw new NotFoundError(`There is no build ${buildId}`);
    const { family, entityRef = '' } = build;
    const images = await this.#store.imagesOf(buildId);
    return { images, family, buildId, entityRef };
  }

  /** Asks EC2, now, about each image. */
  async look(images: Image[]): Promise<Availability[]> {
    return this.#availability.of(images);
  }

  /**
   * Decides on what the reader has: inside a transaction, on what is true under its lock.
   *
   * @param options - `lasting`: asks only what must hold always, of a build that had been let onto the channel before
   */
  async decide(
    reader: PromotionReader,
    subject: GateSubject,
    channel: string,
    availability: Availability[],
    options: { lasting?: boolean } = {},
  ): Promise<GateDecision> {
    const question = await this.#gather(reader, subject, channel, availability);
    const asked = options.lasting ? LASTING : gateRuleSchema.options;
    const rules = asked.flatMap(rule => this.#answer(rule, question));
    const inTheWay = rules.filter(
      ({ state }) => state === 'fail' || state === 'unknown',
    );
    return {
      decision: decisionOf(rules),
      channel,
      family: subject.family,
      buildId: subject.buildId,
      images: subject.images,
      at: question.now.toISOString(),
      rules,
      reasons: inTheWay.map(({ message }) => message),
    };
  }

  /** Whether the newest of the runs that a channel requires of these images has failed. */
  async hasFailed(
    reader: PromotionReader,
    images: Image[],
    channel: string,
  ): Promise<boolean> {
    const required = this.requiredBy(this.policyOf(channel));
    const evidence = await reader.evidenceOf(images);
    return evidence.some(
      run => run.verdict === 'failed' && isRequired(run, required),
    );
  }

  async #ask(subject: GateSubject, channel: string): Promise<GateDecision> {
    // What nobody knows is denied, whatever EC2 would say: it is not asked about any image that somebody names.
    const availability =
      subject.family === undefined ? [] : await this.look(subject.images);
    return this.decide(this.#store, subject, channel, availability);
  }

  async #gather(
    reader: PromotionReader,
    { images, family, buildId }: GateSubject,
    channel: string,
    availability: Availability[],
  ): Promise<GateQuestion> {
    const policy = this.policyOf(channel);
    const evidence = await reader.evidenceOf(images);
    const there = family ? await reader.assignments([family]) : [];
    const waivers = family ? await reader.waivers(family) : [];
    return {
      channel,
      policy,
      images,
      ofBuild: buildId ? await reader.imagesOf(buildId) : [],
      family,
      now: await reader.now(),
      availability,
      promoted: await reader.promotedImages(images),
      required: this.requiredBy(policy),
      regions: distinct([
        ...policy.regions,
        ...there
          .filter(one => one.channel === channel && one.imageId !== undefined)
          .map(({ region }) => region),
      ]),
      evidence,
      findings: await findingsOf(
        reader,
        evidence.map(({ runId }) => runId),
      ),
      staysBefore:
        family && policy.after
          ? await reader.stays(family, policy.after.channel)
          : [],
      waivers: waivers.filter(waiver => waiver.channel === channel),
    };
  }

  /** The profiles that a channel requires, with every instance type that must have been passed. */
  requiredBy({ requires }: ChannelConfig): GateQuestion['required'] {
    return requires.map(({ profile, instanceTypes }) => ({
      profile,
      instanceTypes:
        instanceTypes ?? this.#config.profiles[profile].instanceTypes,
    }));
  }

  #answer(rule: GateRule, question: GateQuestion): GateRuleResult[] {
    return RULES[rule](question).map(answer => {
      const waiver =
        answer.state === 'fail' ? waiverFor(rule, question) : undefined;
      return {
        rule,
        state: waiver ? 'waived' : answer.state,
        message: answer.message,
        image: answer.image,
        evidence: (answer.evidence ?? []).map(run =>
          toGateEvidence(run, this.#appBaseUrl),
        ),
        waiver: waiver && toWaiver(waiver),
      };
    });
  }
}

async function findingsOf(
  reader: PromotionReader,
  runIds: string[],
): Promise<Map<string, Finding[]>> {
  const diagnoses = await reader.diagnosesOf(runIds);
  return new Map(
    [...diagnoses].map(([runId, { findings }]) => [runId, findings]),
  );
}

/** A waiver that holds now, of this rule, for these images. */
function waiverFor(
  rule: GateRule,
  { waivers, images, now }: GateQuestion,
): WaiverRecord | undefined {
  if (!waivableRuleSchema.options.includes(rule as WaivableRule)) {
    return undefined;
  }
  return waivers.find(
    waiver =>
      waiver.rule === rule &&
      !waiver.withdrawn &&
      waiver.expiresAt > now &&
      images.every(image => waiver.images.some(one => isSame(one, image))),
  );
}

/** Never `allow` without a rule that was asked. */
function decisionOf(rules: GateRuleResult[]): GateDecision['decision'] {
  const states = rules.map(({ state }) => state);
  if (states.length === 0 || states.includes('fail')) return 'deny';
  return states.includes('unknown') ? 'unknown' : 'allow';
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts)];
}
