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

import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Hold, InterceptedCall } from '@ami-smoke-test/local-ec2';
import { ConflictError, InputError } from '@backstage/errors';
import { PromotionRefusedError } from '../errors';
import {
  expectExplained,
  expectOneOf,
  expectReadBack,
  expectSame,
  readRows,
  type Rows,
} from './invariants';
import { meddle } from './meddle';
import {
  type ModelBuild,
  type ModelOutcome,
  type PromoteRequest,
  PromotionModel,
  type RevokeRequest,
} from './PromotionModel';
import { EU, type PromotionWorld, US } from './PromotionWorld';
import type { Replica } from './Replica';
import type { RequestStep, Step, Verdicts } from './steps';
import { isPublishing } from './Watch';

const MANAGER = 'user:default/manager';
const DAY_MS = 24 * 60 * 60 * 1000;

type Request = { promote: PromoteRequest } | { revoke: RevokeRequest };
type StepOf<Name extends Step['do']> = Extract<Step, { do: Name }>;

/** A process whose change is on the way to AWS, and that others take for dead. */
interface Frozen {
  replica: Replica;
  hold: Hold;
  calls: InterceptedCall[];
  round: Promise<unknown>;
}

/** One family's history as it happens: each step is done by the product and by the model, and both have to agree. */
export class History {
  readonly family = `family-${randomUUID().slice(0, 8)}`;
  readonly world: PromotionWorld;
  readonly builds: ModelBuild[] = [];
  readonly publisher: Replica;
  model = new PromotionModel();
  #frozen: Frozen[] = [];
  #rows: Rows = { acts: [], assignments: [] };

  constructor(world: PromotionWorld) {
    this.world = world;
    this.publisher = world.replica();
  }

  /** The AMIs that EC2 still has. */
  get images(): Image[] {
    const all = new Map(
      this.builds
        .flatMap(({ images }) => images)
        .map(image => [image.imageId, image]),
    );
    return [...all.values()].filter(
      ({ imageId }) => !this.model.gone.has(imageId),
    );
  }

  /** Does a step, and looks at what must hold after each. */
  async step(step: Step): Promise<void> {
    const changedNothing = await this.#perform(step);
    const rows = await this.#read();
    expectExplained(this.#rows, rows, { changedNothing });
    expectSame(onChannels(rows), this.model.state);
    expectReadBack(
      await this.world.database.publications.publicationsOf([this.family]),
    );
    this.#rows = rows;
  }

  /**
   * Everything that was frozen is awake again, and what it had sent has arrived.
   *
   * @returns whether anything was
   */
  async thawAll(): Promise<boolean> {
    const wasFrozen = this.#frozen.length > 0;
    while (this.#frozen.length > 0) await this.#thaw();
    return wasFrozen;
  }

  /** Whether it is known that no assignment may have changed. */
  async #perform(step: Step): Promise<boolean> {
    switch (step.do) {
      case 'promote':
      case 'roll back':
      case 'revoke':
        return this.#request(step);
      case 'together':
        await this.#together(step);
        return false;
      case 'build':
        await this.#build(step);
        return true;
      case 'test again':
        await this.#testAgain(step);
        return true;
      case 'waive':
        await this.#waive(step);
        return true;
      case 'end waiver':
        await this.#endWaiver(step);
        return true;
      case 'deregister':
        await this.#deregister(step);
        return true;
      case 'meddle':
        await meddle(this, step);
        return true;
      case 'publish':
        if (step.timePasses) await this.world.timePasses();
        await this.publisher.reconciler.round();
        return true;
      case 'crash':
        // It dies where it dies, if it gets that far.
        await this.world
          .replica({ life: step.after })
          .reconciler.round()
          .catch(() => {});
        return true;
      case 'cut':
        this.world.watch.cutAt = { left: step.call, when: step.when };
        await this.publisher.reconciler.round();
        this.world.watch.cutAt = undefined;
        return true;
      case 'freeze':
        await this.#freeze(step);
        return true;
      default:
        await this.#thaw();
        return true;
    }
  }

  async #build({ regions, verdicts, shares }: StepOf<'build'>): Promise<void> {
    const wanted = { both: [EU, US], first: [EU], second: [US] }[regions];
    const [shared] = shares ? this.builds.at(-1)?.images ?? [] : [];
    const images = wanted.map(region =>
      shared?.region === region ? shared : this.world.image(region),
    );
    const { id } = await this.#tested(images, verdicts, 'packer');
    this.builds.push({ id, images });
  }

  async #testAgain(step: StepOf<'test again'>): Promise<void> {
    const build = this.#newest(this.builds, step.build);
    if (build) await this.#tested(build.images, step.verdicts, 'retest');
  }

  async #tested(
    images: Image[],
    verdicts: Verdicts,
    source: 'packer' | 'retest',
  ) {
    images.forEach(({ imageId }, at) => {
      const verdict = verdicts[at];
      if (verdict !== 'errored') this.model.evidence.set(imageId, verdict);
    });
    return this.world.database.tested(images, {
      family: this.family,
      entityRef: `resource:default/${this.family}`,
      verdicts,
      source,
    });
  }

  async #waive(step: StepOf<'waive'>): Promise<void> {
    const build = this.#newest(this.builds, step.build);
    if (!build) return;
    const { channel, rule } = step;
    const waiving = this.world.promotions.waive(
      {
        buildId: build.id,
        channel,
        rule,
        reason: 'we know why',
        expiresAt: new Date(Date.now() + DAY_MS).toISOString(),
      },
      MANAGER,
    );
    if (channel === 'dev' && rule === 'previous-channel') {
      const refusal: unknown = await waiving.catch(error => error);
      expectSame(refusal instanceof InputError, true);
      return;
    }
    const { id } = await waiving;
    this.model.waivers.push({ id, build, channel, rule, holds: true });
  }

  async #endWaiver(step: StepOf<'end waiver'>): Promise<void> {
    const waiver = this.#newest(this.model.waivers, step.waiver);
    if (!waiver) return;
    if (step.how === 'withdrawn') {
      await this.world.promotions.withdraw(waiver.id, MANAGER);
    } else {
      // Instead of waiting: as if it had been given for a shorter time.
      await this.world.database.test
        .knex('smoke_test_promotion_acts')
        .where({ id: waiver.id })
        .update({ expires_at: Date.now() - 1 });
      this.#rows = await this.#read();
    }
    waiver.holds = false;
  }

  async #deregister(step: StepOf<'deregister'>): Promise<void> {
    const build = this.#newest(this.builds, step.build);
    const image = build?.images[step.image % build.images.length];
    if (!image || this.model.gone.has(image.imageId)) return;
    await this.world
      .clients(image.region)
      .ec2.deregisterImage({ ImageId: image.imageId });
    this.model.gone.add(image.imageId);
  }

  /** @returns whether it changed nothing */
  async #request(step: RequestStep): Promise<boolean> {
    const request = this.#requestOf(step);
    if (!request) return true;
    const expected = modelled(this.model, request);
    expectSame(await this.#ask(request), expected);
    return expected !== 'done';
  }

  /** Both at once come out as one after the other, in one order or the other. */
  async #together({ requests }: StepOf<'together'>): Promise<void> {
    const [one, other] = requests.map(request => this.#requestOf(request));
    if (!one || !other) return;
    const outcomes = await Promise.all([this.#ask(one), this.#ask(other)]);
    const came = { outcomes, on: onChannels(await this.#read()) };

    const first = this.model.copy();
    const inOrder = [modelled(first, one), modelled(first, other)];
    const second = this.model.copy();
    const reversed = [modelled(second, other), modelled(second, one)].reverse();
    const possible = [
      { outcomes: inOrder, on: first.state },
      { outcomes: reversed, on: second.state },
    ];
    expectOneOf(possible, came);
    this.model = isDeepStrictEqual(came, possible[0]) ? first : second;
  }

  async #ask(request: Request): Promise<ModelOutcome> {
    const { promotions } = this.world;
    try {
      const { outcome } =
        'promote' in request
          ? await promotions.promote(
              {
                buildId: request.promote.build.id,
                channel: request.promote.channel,
                rollBack: request.promote.rollBack,
                expected: request.promote.expected,
                dryRun: false,
              },
              MANAGER,
            )
          : await promotions.revoke(
              {
                buildId: request.revoke.build.id,
                reason: 'it is broken',
                leaveEmpty: request.revoke.leaveEmpty,
                dryRun: false,
              },
              MANAGER,
            );
      return outcome as ModelOutcome;
    } catch (error) {
      if (error instanceof PromotionRefusedError) {
        expectSame(error.decision.decision, 'deny');
        return 'refused';
      }
      if (error instanceof ConflictError) return 'conflict';
      if (error instanceof InputError) return 'never there';
      throw error;
    }
  }

  /** Nothing, where there is no build yet. */
  #requestOf(step: RequestStep): Request | undefined {
    const build = this.#newest(this.builds, step.build);
    if (!build) return undefined;
    if (step.do === 'revoke') {
      return { revoke: { build, leaveEmpty: step.leaveEmpty } };
    }
    const expected = {
      'not told': undefined,
      right: this.model.on(step.channel)?.id ?? null,
      empty: null,
      another: randomUUID(),
    }[step.expected];
    const rollBack = step.do === 'roll back';
    return { promote: { build, channel: step.channel, rollBack, expected } };
  }

  /** A process freezes while it makes its nth change; if it makes so many. */
  async #freeze({ call: nth, dies }: StepOf<'freeze'>): Promise<void> {
    const replica = this.world.replica({ mayFreeze: true });
    let seen = 0;
    const hold = this.world.aws.hold(call => {
      if (!replica.made(call) || !isPublishing(call)) return false;
      seen += 1;
      return seen > nth;
    });
    const round = replica.reconciler.round().catch(() => {});
    await Promise.race([hold.reached(), round]);
    const calls = [...hold.calls];
    if (calls.length === 0) {
      hold.release();
      return;
    }
    if (dies) replica.die();
    else replica.loseLock();
    this.#frozen.push({ replica, hold, calls, round });
  }

  async #thaw(): Promise<void> {
    const frozen = this.#frozen.shift();
    if (!frozen) return;
    const calls = [...frozen.calls, ...frozen.hold.calls];
    frozen.hold.release();
    await this.world.watch.effected(calls);
    await frozen.round;
    await this.world.validated();
  }

  #newest<T>(all: T[], howNew: number): T | undefined {
    return all.at(-1 - (howNew % Math.max(1, all.length)));
  }

  #read(): Promise<Rows> {
    return readRows(this.world.database.test.knex, this.family);
  }
}

/** The ids of the images on each channel, as the rows have them. */
function onChannels({ assignments }: Rows): Record<string, string[]> {
  const on: Record<string, string[]> = { dev: [], production: [] };
  for (const { channel, image_id: imageId } of assignments) {
    if (imageId) on[channel].push(imageId);
  }
  Object.values(on).forEach(ids => ids.sort());
  return on;
}

function modelled(model: PromotionModel, request: Request): ModelOutcome {
  return 'promote' in request
    ? model.promote(request.promote)
    : model.revoke(request.revoke);
}
