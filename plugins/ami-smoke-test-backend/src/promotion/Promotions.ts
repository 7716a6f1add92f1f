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
  GateDecision,
  Image,
  PromotionResult,
  revocationRequestSchema,
  Waiver,
  waiverRequestSchema,
  promotionRequestSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { NotFoundError } from '@backstage/errors';
import type { z } from 'zod';
import type { SmokeTestConfig } from '../config';
import type {
  ActRecord,
  PromotionStore,
  PromotionTransaction,
  Stay,
} from '../database/PromotionStore';
import { EarlierBuilds } from './EarlierBuilds';
import { PromotionRefusedError } from './errors';
import type { BuildSubject, Gate } from './gate/Gate';
import { promotionDone, promotionRefused } from './notices';
import type { ChannelChange, Planner } from './ChannelChange';
import { here, requireExpected, requireStay } from './onChannel';
import { toAct, toWaiver } from './views';
import { giveOnce, requireAsked } from './waivable';
import { areSame, isSame } from './words';

/** The id of what a dry run would write. */
const NOT_WRITTEN = '00000000-0000-4000-8000-000000000000';

/** An act that is to be written, or that a dry run would write. */
type NewAct = Omit<ActRecord, 'id' | 'at'>;

/** One about a channel. */
type ChannelAct = NewAct & { channel: string };

/** What came of a decision, before it is told. */
interface Outcome {
  outcome: PromotionResult['outcome'];
  acts: ActRecord[];
  changes: ChannelChange[];
  decision?: GateDecision;
  refused?: boolean;
}

const UNCHANGED: Outcome = { outcome: 'unchanged', acts: [], changes: [] };

/**
 * Promotes, rolls back, revokes and waives. Whatever it decides about a family is one transaction under the family's lock: the
 * act, what is desired from then on, and who is to be told. It trusts that the caller may ask.
 */
export class Promotions {
  readonly #store: PromotionStore;
  readonly #gate: Gate;
  readonly #earlier: EarlierBuilds;
  readonly #config: SmokeTestConfig['promotion'];
  readonly #plan: Planner;
  readonly #appBaseUrl: string | undefined;

  constructor(options: {
    store: PromotionStore;
    gate: Gate;
    config: SmokeTestConfig['promotion'];
    plan: Planner;
    appBaseUrl?: string;
  }) {
    this.#store = options.store;
    this.#gate = options.gate;
    this.#earlier = new EarlierBuilds(options);
    this.#config = options.config;
    this.#plan = options.plan;
    this.#appBaseUrl = options.appBaseUrl;
  }

  /**
   * Promotes a build as a whole, or rolls a channel back to it.
   *
   * @throws PromotionRefusedError with the decision; ConflictError when another build is on the channel than was expected;
   *   InputError when it is rolled back to what was never there; NotFoundError
   */
  async promote(
    request: z.output<typeof promotionRequestSchema>,
    by: string,
  ): Promise<PromotionResult> {
    const { buildId, channel, rollBack, dryRun } = request;
    this.#gate.policyOf(channel);
    const subject = await this.#gate.subjectOf(buildId);
    const availability = await this.#gate.look(subject.images);
    const outcome = await this.#store.inFamily(subject.family, async held => {
      const before = await here(held, subject.family, channel);
      if (before && areSame(before.images, subject.images)) return UNCHANGED;
      requireExpected(request, before);
      if (rollBack) await requireStay(held, subject, channel);

      const decision = await this.#gate.decide(
        held,
        subject,
        channel,
        availability,
        { lasting: rollBack },
      );
      const act: ChannelAct = {
        type: rollBack ? 'roll-back' : 'promotion',
        ...ofBuild(subject),
        channel,
        by,
        reason: request.reason,
        replaces: before?.buildId,
        decision,
      };
      if (decision.decision !== 'allow') {
        return {
          ...(await this.#refuse(held, subject, act, dryRun)),
          decision,
        };
      }
      return { ...(await this.#put(held, subject, act, dryRun)), decision };
    });
    return this.#told(outcome);
  }

  /**
   * Revokes a build: marks its images for good, and takes them off every channel they are on.
   *
   * @throws NotFoundError; ConflictError when an image is another family's
   */
  async revoke(
    request: z.output<typeof revocationRequestSchema>,
    by: string,
  ): Promise<PromotionResult> {
    const { buildId, reason, leaveEmpty, dryRun } = request;
    const subject = await this.#gate.subjectOf(buildId);
    const { family, images } = subject;
    const availability = leaveEmpty ? [] : await this.#earlier.look(family);
    const outcome = await this.#store.inFamily(family, async held => {
      const marked = await held.promotedImages(images);
      const isMarked = (image: Image) =>
        marked.some(one => isSame(one, image) && one.revoked);
      if (images.length > 0 && images.every(isMarked)) return UNCHANGED;

      const act = await write(
        held,
        { type: 'revocation', ...ofBuild(subject), by, reason },
        dryRun,
      );
      if (!dryRun) await held.revoke(act);
      const done: Outcome = {
        outcome: dryRun ? 'planned' : 'done',
        acts: [act],
        changes: [],
      };
      for (const { channel, stay } of await this.#channelsWith(held, subject)) {
        const next = leaveEmpty
          ? undefined
          : await this.#earlier.lastGood(held, subject, channel, availability);
        const { acts, changes } = await this.#put(
          held,
          { ...subject, ...next?.subject },
          {
            type: next ? 'roll-back' : 'clearing',
            family,
            channel,
            buildId: next?.subject.buildId ?? buildId,
            images: next?.subject.images ?? [],
            by,
            reason: `Revoked: ${reason}`,
            replaces: stay?.buildId,
            decision: next?.decision,
            because: act.id,
          },
          dryRun,
        );
        done.acts.push(...acts);
        done.changes.push(...changes);
      }
      return done;
    });
    return this.#told(outcome);
  }

  /**
   * Takes a build off a channel because it is not good any more, and puts the last good one there.
   *
   * @returns what was done; nothing when another build is there by now, or none was good
   */
  async rollBackFrom(
    buildId: string,
    channel: string,
    by: string,
    reason: string,
  ): Promise<PromotionResult | undefined> {
    const subject = await this.#gate.subjectOf(buildId);
    const { family } = subject;
    const availability = await this.#earlier.look(family);
    const outcome = await this.#store.inFamily(family, async held => {
      const before = await here(held, family, channel);
      if (!before || !areSame(before.images, subject.images)) return undefined;
      const next = await this.#earlier.lastGood(
        held,
        subject,
        channel,
        availability,
      );
      if (!next) return undefined;
      return this.#put(
        held,
        next.subject,
        {
          type: 'roll-back',
          ...ofBuild(next.subject),
          channel,
          by,
          reason,
          replaces: before.buildId,
          decision: next.decision,
        },
        false,
      );
    });
    return outcome && this.#told(outcome);
  }

  /**
   * Lets a build pass a rule; what is asked for again under its key was given before.
   *
   * @throws InputError that names `expiresAt` or `rule`; ConflictError when the key is another request's; NotFoundError
   */
  async waive(
    request: z.output<typeof waiverRequestSchema>,
    by: string,
  ): Promise<Waiver> {
    const { key, buildId, channel, rule, reason } = request;
    requireAsked(rule, channel, this.#gate.policyOf(channel));
    const subject = await this.#gate.subjectOf(buildId);
    const expiresAt = new Date(request.expiresAt);
    const asked = { ...ofBuild(subject), channel, by, reason, rule, expiresAt };
    const id = await this.#store.inFamily(subject.family, held =>
      giveOnce(held, { id: key, type: 'waiver', ...asked }, this.#config),
    );
    return this.#waiver(id);
  }

  /** Ends a waiver; one that has ended so stays as it is. @throws NotFoundError */
  async withdraw(waiverId: string, by: string): Promise<Waiver> {
    const given = await this.#store.waiver(waiverId);
    if (!given) throw new NotFoundError(`There is no waiver ${waiverId}`);
    const { family, channel, buildId, images, rule } = given;
    await this.#store.inFamily(family, async held => {
      const now = (await held.waivers(family)).find(
        ({ id }) => id === waiverId,
      );
      if (now?.withdrawn) return;
      await held.addAct({
        type: 'waiver-withdrawal',
        family,
        channel,
        buildId,
        images,
        by,
        rule,
        waiverId,
      });
    });
    return this.#waiver(waiverId);
  }

  async #waiver(waiverId: string): Promise<Waiver> {
    const waiver = await this.#store.waiver(waiverId);
    if (!waiver) throw new NotFoundError(`There is no waiver ${waiverId}`);
    return toWaiver(waiver);
  }

  /** Puts what the act says on its channel. */
  async #put(
    held: PromotionTransaction,
    subject: BuildSubject,
    act: ChannelAct,
    dryRun: boolean,
  ): Promise<Outcome> {
    const { family, channel, images, buildId } = act;
    const written = await write(held, act, dryRun);
    if (!dryRun) {
      await held.assign(written, images);
      await held.addNotice(
        promotionDone(written, subject.entityRef, this.#notified(channel)),
      );
    }
    return {
      outcome: dryRun ? 'planned' : 'done',
      acts: [written],
      changes: [{ family, channel, buildId, images }],
    };
  }

  async #refuse(
    held: PromotionTransaction,
    subject: BuildSubject,
    act: ChannelAct,
    dryRun: boolean,
  ): Promise<Outcome> {
    const refused: Outcome = { ...UNCHANGED, refused: true };
    // What could not be asked is no decision that anybody need know of.
    if (dryRun || act.decision?.decision !== 'deny') return refused;
    const written = await held.addAct({ ...act, type: 'refusal' });
    await held.addNotice(
      promotionRefused(written, subject.entityRef, this.#notified(act.channel)),
    );
    return { ...refused, acts: [written] };
  }

  /** The channels that any of the build's images is on, and what is there. */
  async #channelsWith(
    held: PromotionTransaction,
    { family, images }: BuildSubject,
  ): Promise<{ channel: string; stay?: Stay }[]> {
    const assigned = await held.assignments([family]);
    const channels = new Set(
      assigned
        .filter(({ imageId, ...place }) =>
          images.some(image => imageId && isSame(image, { ...place, imageId })),
        )
        .map(({ channel }) => channel),
    );
    return Promise.all(
      [...channels].map(async channel => ({
        channel,
        stay: await here(held, family, channel),
      })),
    );
  }

  #notified(channel: string): string[] {
    return Object.hasOwn(this.#config.channels, channel)
      ? this.#config.channels[channel].notify
      : [];
  }

  async #told({
    outcome,
    acts,
    changes,
    decision,
    refused,
  }: Outcome): Promise<PromotionResult> {
    if (refused && decision) {
      throw new PromotionRefusedError(
        `The gate of '${decision.channel}' ${
          decision.decision === 'deny'
            ? 'denies it'
            : 'could not tell whether to allow it'
        }: ${decision.reasons.join('; ')}`,
        decision,
      );
    }
    const revocation = acts.find(({ type }) => type === 'revocation');
    return {
      outcome,
      acts: acts.map(act => toAct(act, this.#appBaseUrl)),
      decision,
      publications:
        outcome === 'planned' ? await this.#plan(changes, revocation) : [],
    };
  }
}

function ofBuild({ family, buildId, images }: BuildSubject) {
  return { family, buildId, images };
}

/** Writes an act; of a dry run it says what would be written. */
async function write(
  held: PromotionTransaction,
  act: NewAct,
  dryRun: boolean,
): Promise<ActRecord> {
  if (!dryRun) return held.addAct(act);
  return { ...act, id: NOT_WRITTEN, at: await held.now() };
}
