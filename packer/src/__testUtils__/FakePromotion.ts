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
  Build,
  ChannelList,
  ChannelState,
  GateDecision,
  Image,
  PromotionAct,
  PromotionResult,
  Publication,
  Waiver,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

export const ACT_ID = '7d1e1f60-54a5-4d0e-9d53-2b0a6c1f7e10';
export const OLD_BUILD_ID = '11111111-54a5-4d0e-9d53-2b0a6c1f7e10';
const NOW = '2026-11-22T23:00:00.000Z';

export const IMAGE: Image = {
  accountId: '123456789012',
  region: 'us-east-1',
  imageId: 'ami-0123456789abcdef0',
};

/** What the API says of promotion; the test says what it is. */
export class FakePromotion {
  readonly #buildId: string;
  decision: GateDecision;
  /** What a POST gives; of a refusal, `decision` with its status. */
  result: PromotionResult;
  refusal: { status: number; message: string } | undefined;
  waiver: Waiver;
  channels: ChannelList;
  /** The builds that there are. */
  builds: Build[] = [];

  constructor(buildId: string) {
    this.#buildId = buildId;
    this.decision = {
      decision: 'allow',
      channel: 'dev',
      family: 'web-base',
      buildId,
      images: [IMAGE],
      at: NOW,
      rules: [
        {
          rule: 'known-image',
          state: 'pass',
          message: 'A build has made it.',
          evidence: [],
        },
      ],
      reasons: [],
    };
    this.result = {
      outcome: 'done',
      acts: [this.act()],
      decision: this.decision,
      publications: [],
    };
    this.waiver = {
      id: '99999999-54a5-4d0e-9d53-2b0a6c1f7e10',
      family: 'web-base',
      channel: 'dev',
      buildId,
      rule: 'evidence-age',
      reason: 'Frozen for the fair',
      by: 'external:release',
      at: NOW,
      expiresAt: '2026-11-29T23:00:00.000Z',
    };
    this.channels = {
      channels: [
        {
          channel: 'dev',
          requires: [{ profile: 'default', instanceTypes: ['t3.micro'] }],
          regions: [],
          maxAgeDays: 30,
          promoters: 'permitted',
          publishers: ['tags', 'ssm-parameter'],
        },
      ],
      items: [this.state()],
    };
  }

  act(more: Partial<PromotionAct> = {}): PromotionAct {
    return {
      id: ACT_ID,
      type: 'promotion',
      family: 'web-base',
      channel: 'dev',
      buildId: this.#buildId,
      images: [IMAGE],
      by: 'external:packer',
      at: NOW,
      ...more,
    };
  }

  /** How the channel `dev` stands once AWS shows everything. */
  state(more: Partial<ChannelState> = {}): ChannelState {
    return {
      family: 'web-base',
      entityRef: 'resource:default/web-base',
      channel: 'dev',
      build: {
        id: this.#buildId,
        since: NOW,
        by: 'external:packer',
        actId: ACT_ID,
      },
      assignments: [
        {
          ...IMAGE,
          since: NOW,
          publications: [
            this.publication('tags'),
            this.publication('ssm-parameter'),
          ],
        },
      ],
      evidence: [],
      waivers: [],
      standing: 'good',
      may: { promote: true, revoke: true, waive: true },
      ...more,
    };
  }

  publication(publisher: string, more: Partial<Publication> = {}): Publication {
    return {
      ...IMAGE,
      publisher,
      state: 'agreed',
      facts: [],
      agreedAt: '2026-11-22T23:00:01.000Z',
      ...more,
    };
  }

  /** The answer to a request that is about promotion. */
  answer(
    method: string,
    path: string,
  ): { status: number; body: unknown } | undefined {
    const refusal = this.refusal && this.#refused(this.refusal);
    switch (`${method} ${path}`) {
      case 'GET /builds':
        return { status: 200, body: { items: this.builds } };
      case 'GET /gate':
      case `GET /builds/${this.#buildId}/gate`:
        return { status: 200, body: this.decision };
      case 'GET /channels':
        return { status: 200, body: this.channels };
      case 'POST /promotions':
      case 'POST /revocations':
        return refusal ?? { status: 201, body: this.result };
      case 'POST /waivers':
        return refusal ?? { status: 201, body: this.waiver };
      case `DELETE /waivers/${this.waiver.id}`:
        return {
          status: 200,
          body: {
            ...this.waiver,
            withdrawn: { by: 'external:release', at: NOW },
          },
        };
      default:
        return undefined;
    }
  }

  /** As Backstage sends errors, with what the gate says where it was asked. */
  #refused({ status, message }: { status: number; message: string }) {
    const body = {
      error: { name: 'PromotionRefusedError', message },
      response: { statusCode: status },
      ...(this.decision.decision !== 'allow' && { decision: this.decision }),
    };
    return { status, body };
  }
}
