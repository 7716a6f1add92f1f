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
  Image,
  WaivableRule,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { type Channel, CHANNELS, REGIONS } from './PromotionWorld';

/** A build as the model knows it: nothing but its name and its images. */
export interface ModelBuild {
  id: string;
  images: Image[];
}

/** What becomes of a request. */
export type ModelOutcome =
  | 'done'
  | 'unchanged'
  | 'refused'
  | 'conflict'
  | 'never there';

export interface PromoteRequest {
  build: ModelBuild;
  channel: Channel;
  rollBack: boolean;
  /** The build that is said to be there; null: none. */
  expected?: string | null;
}

export interface RevokeRequest {
  build: ModelBuild;
  leaveEmpty: boolean;
}

export interface ModelWaiver {
  id: string;
  build: ModelBuild;
  channel: Channel;
  rule: WaivableRule;
  holds: boolean;
}

/** Of how many earlier builds of a channel a revocation asks EC2. */
const EARLIER_BUILDS = 10;

/** What may be where: the rules of promotion once more, in the simplest words, to compare the product with. */
export class PromotionModel {
  /** What the newest run said, by image. */
  readonly evidence = new Map<string, 'passed' | 'failed'>();
  readonly gone = new Set<string>();
  readonly revoked = new Set<string>();
  readonly waivers: ModelWaiver[] = [];
  /** What was put on each channel, the newest first; nothing where it was emptied. */
  readonly #put: Record<Channel, (ModelBuild | undefined)[]> = {
    dev: [],
    production: [],
  };

  /** The same world, in which something else may happen. */
  copy(): PromotionModel {
    const copy = new PromotionModel();
    this.evidence.forEach((verdict, id) => copy.evidence.set(id, verdict));
    this.gone.forEach(id => copy.gone.add(id));
    this.revoked.forEach(id => copy.revoked.add(id));
    copy.waivers.push(...this.waivers);
    for (const channel of CHANNELS) {
      copy.#put[channel].push(...this.#put[channel]);
    }
    return copy;
  }

  on(channel: Channel): ModelBuild | undefined {
    return this.#put[channel][0];
  }

  /** The ids of the images on each channel. */
  get state(): Record<Channel, string[]> {
    const idsOn = (channel: Channel) => idsOf(this.on(channel)).sort();
    return { dev: idsOn('dev'), production: idsOn('production') };
  }

  promote({
    build,
    channel,
    rollBack,
    expected,
  }: PromoteRequest): ModelOutcome {
    const here = this.on(channel);
    if (here && sameImages(here, build)) return 'unchanged';
    if (expected !== undefined && expected !== (here?.id ?? null)) {
      return 'conflict';
    }
    if (rollBack && !this.#stays(channel).some(one => sameImages(one, build))) {
      return 'never there';
    }
    const allowed =
      this.#isUsable(build) && (rollBack || this.#passes(build, channel));
    if (!allowed) return 'refused';
    this.#put[channel].unshift(build);
    return 'done';
  }

  revoke({ build, leaveEmpty }: RevokeRequest): ModelOutcome {
    const ids = idsOf(build);
    if (ids.every(id => this.revoked.has(id))) return 'unchanged';
    for (const id of ids) this.revoked.add(id);
    const asked = new Set(
      CHANNELS.flatMap(channel =>
        this.#stays(channel).slice(0, EARLIER_BUILDS),
      ).flatMap(idsOf),
    );
    for (const channel of CHANNELS) {
      if (!overlap(this.on(channel), build)) continue;
      const next = this.#stays(channel).find(
        one =>
          this.#isUsable(one) &&
          idsOf(one).every(
            id => asked.has(id) && this.evidence.get(id) !== 'failed',
          ),
      );
      this.#put[channel].unshift(leaveEmpty ? undefined : next);
    }
    return 'done';
  }

  #stays(channel: Channel): ModelBuild[] {
    return this.#put[channel].filter(one => one !== undefined);
  }

  #isUsable(build: ModelBuild): boolean {
    return !idsOf(build).some(id => this.gone.has(id) || this.revoked.has(id));
  }

  #passes(build: ModelBuild, channel: Channel): boolean {
    return this.#failing(build, channel).every(rule =>
      this.waivers.some(
        waiver =>
          waiver.holds &&
          waiver.rule === rule &&
          waiver.channel === channel &&
          idsOf(build).every(id => idsOf(waiver.build).includes(id)),
      ),
    );
  }

  /** The rules that say no. */
  #failing(build: ModelBuild, channel: Channel): WaivableRule[] {
    const verdicts = idsOf(build).map(id => this.evidence.get(id));
    const here = this.on(channel)?.images ?? [];
    const regions = [
      ...(channel === 'production' ? REGIONS : []),
      ...here.map(({ region }) => region),
    ];
    const wasOnDev = this.#stays('dev').some(one =>
      idsOf(build).every(id => idsOf(one).includes(id)),
    );
    const failing: [WaivableRule, boolean][] = [
      ['required-runs', verdicts.some(verdict => verdict !== 'passed')],
      ['evidence-age', verdicts.includes(undefined)],
      [
        'regions',
        regions.some(
          region => !build.images.some(image => image.region === region),
        ),
      ],
      ['previous-channel', channel === 'production' && !wasOnDev],
    ];
    return failing.filter(([, fails]) => fails).map(([rule]) => rule);
  }
}

export function idsOf(build: ModelBuild | undefined): string[] {
  return (build?.images ?? []).map(({ imageId }) => imageId);
}

function overlap(one: ModelBuild | undefined, other: ModelBuild): boolean {
  return idsOf(one).some(id => idsOf(other).includes(id));
}

function sameImages(one: ModelBuild, other: ModelBuild): boolean {
  return idsOf(one).sort().join() === idsOf(other).sort().join();
}
