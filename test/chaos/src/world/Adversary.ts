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
  CUT_CONNECTION,
  Ec2Error,
  type InterceptedCall,
  type Interception,
  type Interceptor,
  type ReadyAnswer,
} from '@ami-smoke-test/local-ec2';
import { setTimeout } from 'node:timers/promises';
import type { Fate, LaunchTrouble } from '../fates/Fate';

/** Nobody waits for an answer for so long. */
const LATE_MS = 12_000;
const THROTTLED_TIMES = 3;

/** What the adversary is to know and to do. */
export interface AdversaryOptions {
  /** Who is let through, whatever happens: we, as somebody else in the account. */
  somebody: string;
  firstSubnet(region: string): string;
  /** Kills the process that calls with this access key. */
  kill(accessKeyId: string): void;
  onLaunched(instanceId: string, call: InterceptedCall): void;
}

/** Brings about what runs have in store at EC2's hands, and EC2's outages. */
export class Adversary implements Interceptor {
  readonly #options: AdversaryOptions;
  readonly #fates = new Map<string, Fate>();
  /** The images that an instance was launched of. */
  readonly #launched = new Set<string>();
  readonly #throttled = new Map<string, number>();
  /** The addresses that instances no longer have, as EC2 sees it. */
  readonly #reassigned = new Map<string, string>();
  #outage: 'refuses' | 'hangs' | undefined;

  constructor(options: AdversaryOptions) {
    this.#options = options;
  }

  /** What is to become of the runs of an image. */
  decide(imageId: string, fate: Fate): void {
    this.#fates.set(imageId, fate);
  }

  /** EC2 answers nobody; nothing: it does again. */
  outage(kind: 'refuses' | 'hangs' | undefined): void {
    this.#outage = kind;
  }

  /** From now on EC2 says that the instance has another address. */
  reassign(instanceId: string): void {
    this.#reassigned.set(instanceId, '127.1.255.1');
  }

  async beforeAction(call: InterceptedCall): Promise<Interception> {
    if (call.accessKeyId === this.#options.somebody) return undefined;
    if (this.#outage) return this.#noAnswer(call);
    if (call.action !== 'RunInstances') return undefined;
    const launch = this.#fates.get(call.parameters.ImageId)?.launch;
    if (launch) this.#refuse(launch, call);
    return undefined;
  }

  async afterAction(
    call: InterceptedCall,
    answer: ReadyAnswer,
  ): Promise<Interception> {
    if (call.accessKeyId === this.#options.somebody) return undefined;
    const interception = await this.#afterAnswer(call, answer);
    // What was under way when it began has had its effect.
    return interception ?? (this.#outage && this.#noAnswer(call));
  }

  async #afterAnswer(
    call: InterceptedCall,
    answer: ReadyAnswer,
  ): Promise<Interception> {
    if (call.action === 'DescribeInstances') this.#tellReassigned(answer);
    if (call.action !== 'RunInstances' || answer.status !== 200) {
      return undefined;
    }
    const [, instanceId] = /<instanceId>(.*?)</.exec(answer.body) ?? [];
    this.#options.onLaunched(instanceId, call);
    const { ImageId: imageId } = call.parameters;
    if (this.#launched.has(imageId)) return undefined;
    this.#launched.add(imageId);
    switch (this.#fates.get(imageId)?.launch) {
      case 'caller-killed':
        this.#options.kill(call.accessKeyId);
        return CUT_CONNECTION;
      case 'answer-lost':
      case 'answer-lost-then-refused':
        return CUT_CONNECTION;
      case 'answer-late':
        await setTimeout(LATE_MS, undefined, { signal: call.signal }).catch(
          () => {},
        );
        return CUT_CONNECTION;
      default:
        return undefined;
    }
  }

  /** @throws Ec2Error when the launch is refused */
  #refuse(launch: LaunchTrouble, call: InterceptedCall): void {
    const { ImageId: imageId, 'NetworkInterface.1.SubnetId': subnet } =
      call.parameters;
    if (
      launch === 'no-capacity' ||
      (launch === 'no-capacity-in-first-subnet' &&
        subnet === this.#options.firstSubnet(call.region)) ||
      (launch === 'answer-lost-then-refused' && this.#launched.has(imageId))
    ) {
      throw new Ec2Error(
        'InsufficientInstanceCapacity',
        'We currently do not have sufficient capacity in the Availability Zone you requested.',
        500,
      );
    }
    if (launch === 'quota') {
      throw new Ec2Error(
        'VcpuLimitExceeded',
        'You have requested more vCPU capacity than your current vCPU limit allows.',
        400,
      );
    }
    const times = this.#throttled.get(imageId) ?? 0;
    if (launch === 'throttled' && times < THROTTLED_TIMES) {
      this.#throttled.set(imageId, times + 1);
      throw new Ec2Error(
        'RequestLimitExceeded',
        'Request limit exceeded.',
        503,
      );
    }
  }

  async #noAnswer(call: InterceptedCall): Promise<Interception> {
    while (this.#outage === 'hangs' && !call.signal.aborted) {
      await setTimeout(100, undefined, { signal: call.signal }).catch(() => {});
    }
    return CUT_CONNECTION;
  }

  #tellReassigned(answer: ReadyAnswer): void {
    for (const [instanceId, address] of this.#reassigned) {
      const at = answer.body.indexOf(`<instanceId>${instanceId}<`);
      if (at < 0) continue;
      // One answer may tell of many instances.
      const next = answer.body.indexOf('<instanceId>', at + 1);
      const end = next < 0 ? answer.body.length : next;
      const told = answer.body.slice(at, end);
      const [, former] = /<ipAddress>(.*?)</.exec(told) ?? [];
      if (!former) continue;
      const instead = told.replaceAll(`>${former}<`, `>${address}<`);
      answer.body = `${answer.body.slice(0, at)}${instead}${answer.body.slice(
        end,
      )}`;
    }
  }
}
