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

import type { ResourceKind } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { Claim, LedgerRecord } from '../database/records';
import type { InstanceView } from '../ec2/Ec2';
import type { Ec2Error } from '../ec2/Ec2Error';
import { journalled } from '../run/outcomes';

/** A thing that a run means to make: the request that makes it, which is sent as it stands here. */
export type Intent<Request> = LedgerRecord & { request: Request };

const CAPACITY = 'capacity: ';

/** In AWS's words, that a thing was refused or ended for want of capacity: then another attempt may be made. */
export function forCapacity({ proof }: LedgerRecord): string | undefined {
  return proof?.startsWith(CAPACITY) ? proof.slice(CAPACITY.length) : undefined;
}

/** What one run made or means to make in AWS, and the proof that it is gone. */
export class RunLedger {
  readonly #store: SmokeTestStore;
  readonly #claim: Claim;

  constructor(store: SmokeTestStore, claim: Claim) {
    this.#store = store;
    this.#claim = claim;
  }

  async entries(): Promise<LedgerRecord[]> {
    return journalled(() => this.#store.ledgerOf(this.#claim.runId));
  }

  /** What was written down under this token, if anything was. */
  async find<Request>(
    kind: ResourceKind,
    token: string,
  ): Promise<Intent<Request> | undefined> {
    const entry = (await this.entries()).find(
      one => one.kind === kind && one.token === token,
    );
    return entry && { ...entry, request: entry.request as Request };
  }

  /**
   * Writes the exact request down before it is sent. When it was written down before, the first one is given back: that is
   * the one to send.
   */
  async intend<Request>(
    kind: ResourceKind,
    token: string,
    request: Request,
  ): Promise<Intent<Request>> {
    const entry = await journalled(() =>
      this.#store.intend(this.#claim, { kind, token, request }),
    );
    return { ...entry, request: entry.request as Request };
  }

  /** Writes down what AWS made along with an instance. */
  async foundWith(instance: InstanceView): Promise<void> {
    for (const id of instance.volumeIds) await this.#found('volume', id);
    for (const id of instance.networkInterfaceIds) {
      await this.#found('network-interface', id);
    }
  }

  async #found(kind: ResourceKind, resourceId: string): Promise<void> {
    await journalled(() =>
      this.#store.intend(this.#claim, {
        kind,
        token: resourceId,
        resourceId,
        state: 'exists',
      }),
    );
  }

  async made(entry: LedgerRecord, resourceId: string): Promise<void> {
    await this.#settle(entry, {
      state: 'exists',
      resourceId,
    });
  }

  /** EC2 said no, so nothing was made. */
  async refused(entry: LedgerRecord, refusal: Ec2Error): Promise<void> {
    await this.#settle(entry, {
      state: 'refused',
      proof: `${refusal.errorClass}: ${refusal.message}`,
    });
  }

  /** @param proof - how it was seen gone, e.g. `EC2 says terminated` */
  async gone(entry: LedgerRecord, proof: string): Promise<void> {
    await this.#settle(entry, { state: 'gone', proof });
  }

  /** An instance that was launched was ended by AWS, for want of capacity, before it ran. */
  async goneForCapacity(instance: InstanceView): Promise<void> {
    await this.foundWith(instance);
    const entry = (await this.entries()).find(
      one => one.resourceId === instance.instanceId,
    );
    const words = `${CAPACITY}EC2 says terminated: ${instance.stateReason}`;
    if (entry) await this.gone(entry, words);
  }

  async #settle(
    entry: LedgerRecord,
    changes: Parameters<SmokeTestStore['settle']>[2],
  ): Promise<void> {
    await journalled(() => this.#store.settle(this.#claim, entry.id, changes));
  }
}
