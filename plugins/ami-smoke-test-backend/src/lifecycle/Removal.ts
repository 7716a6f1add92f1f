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

import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LedgerRecord } from '../database/records';
import type { SecurityGroupRequest } from '../ec2/Ec2';
import { isEc2Error, type Ec2Error } from '../ec2/Ec2Error';
import type { RunLedger } from '../ledger/RunLedger';
import type { RunTools } from '../run/RunTools';

/** For how long nothing must carry the token of an unanswered launch before it counts as never made. */
const LOST_LAUNCH_MS = 15 * 60 * 1000;
/** EC2 may not know a new thing for as long. */
const CONSISTENCY_MS = 60_000;

/** How a thing was seen gone, or nothing yet. */
type Proof = string | undefined;

/** What removing takes: the run, or whoever removes in its place. */
export interface RemovalTools
  extends Pick<RunTools, 'ec2' | 'clock' | 'assertHeld'> {
  readonly ledger: Pick<RunLedger, 'entries' | 'made' | 'gone' | 'foundWith'>;
  /** Told what prevents a removal just now. */
  onTrouble?(entry: LedgerRecord, trouble: Ec2Error): void;
}

/**
 * Removes what a run made. What EC2 does not know counts as gone only after it has been looked for, again and again, for as
 * long as EC2 may not know what there is: the time that is counted is that of this looking, however long ago it was asked for.
 */
export class Removal {
  readonly #run: RemovalTools;
  readonly #absentSince = new Map<string, number>();
  /** What was there when it was looked for. */
  readonly #found = new Set<string>();

  constructor(run: RemovalTools) {
    this.#run = run;
  }

  /**
   * Removes what is not gone yet, once. Instances first: their volumes and network interfaces go with them, and what does not
   * is removed after.
   *
   * @returns what is left
   */
  async removeWhatIsOpen(): Promise<LedgerRecord[]> {
    const open = (await this.#run.ledger.entries()).filter(
      entry => entry.state === 'intended' || entry.state === 'exists',
    );
    const instances = open.filter(entry => entry.kind === 'instance');
    const left = await this.#removeAll(instances);
    // What comes along with an instance is in use until that is gone, and a security group until its network interfaces are.
    if (left.length > 0) return open;
    const others = open.filter(
      ({ kind }) => !['instance', 'security-group'].includes(kind),
    );
    const groups = open.filter(({ kind }) => kind === 'security-group');
    return [
      ...(await this.#removeAll(others)),
      ...(await this.#removeAll(groups)),
    ];
  }

  async #removeAll(entries: LedgerRecord[]): Promise<LedgerRecord[]> {
    const left: LedgerRecord[] = [];
    for (const entry of entries) {
      const proof = await this.#remove(entry);
      if (proof) await this.#run.ledger.gone(entry, proof);
      else left.push(entry);
    }
    return left;
  }

  async #remove(entry: LedgerRecord): Promise<Proof> {
    const { ec2 } = this.#run;
    this.#run.assertHeld();
    try {
      switch (entry.kind) {
        case 'instance':
          return entry.resourceId
            ? await this.#instance(entry, entry.resourceId)
            : await this.#unansweredLaunch(entry);
        case 'key-pair':
          return await this.#keyPair(entry);
        case 'volume':
          return await leftover(
            entry,
            id => ec2.existingVolumes([id]),
            id => ec2.deleteVolume(id),
          );
        case 'security-group':
          return await this.#securityGroup(entry);
        default:
          return await leftover(
            entry,
            id => ec2.existingNetworkInterfaces([id]),
            id => ec2.deleteNetworkInterface(id),
          );
      }
    } catch (error) {
      if (!isEc2Error(error)) throw error;
      // EC2 cannot or will not just now; it is asked again.
      this.#run.onTrouble?.(entry, error);
      return undefined;
    }
  }

  /** Whatever a launch made that was never answered carries its token. */
  async #unansweredLaunch(entry: LedgerRecord): Promise<Proof> {
    const { ec2, ledger } = this.#run;
    const [found] = await ec2.findByClientToken(entry.token);
    if (found) {
      await ledger.made(entry, found.instanceId);
      this.#seen(entry);
      return undefined;
    }
    return this.#absentMs(entry) >= LOST_LAUNCH_MS
      ? `no instance with client token ${entry.token} appeared in 15 minutes`
      : undefined;
  }

  async #instance(entry: LedgerRecord, instanceId: string): Promise<Proof> {
    const { ec2, ledger } = this.#run;
    const instance = await ec2.describe(instanceId);
    if (!instance) {
      // It may be too new to be seen, and is ended all the same.
      await ec2.terminate(instanceId);
      return this.#absentMs(entry) >= CONSISTENCY_MS
        ? 'EC2 no longer knows it'
        : undefined;
    }
    this.#seen(entry);
    if (instance.state === 'terminated') return 'EC2 says terminated';
    if (instance.state !== 'shutting-down') {
      // It may not have come as far as to be online: what comes along with it is written down before it goes.
      await ledger.foundWith(instance);
      await ec2.terminate(instanceId);
    }
    return undefined;
  }

  async #keyPair(entry: LedgerRecord): Promise<Proof> {
    const { ec2 } = this.#run;
    const isThere = async () =>
      isOurs(entry, await ec2.findKeyPair(entry.token));
    // What was answered is deleted whether or not it can be seen: a new one may not be visible yet.
    if (entry.state === 'exists' || (await isThere())) {
      this.#found.add(entry.id);
      await ec2.deleteKeyPair(entry.token);
    }
    if (await isThere()) {
      this.#seen(entry);
      return undefined;
    }
    // An import that was never answered may still appear.
    const needed = this.#found.has(entry.id) ? 0 : CONSISTENCY_MS;
    return this.#absentMs(entry) >= needed
      ? 'EC2 has no key pair of this name'
      : undefined;
  }

  async #securityGroup(entry: LedgerRecord): Promise<Proof> {
    const { ec2 } = this.#run;
    const groupId = await this.#findSecurityGroup(entry);
    if (groupId) {
      this.#found.add(entry.id);
      this.#seen(entry);
      await ec2.deleteSecurityGroup(groupId);
      return undefined;
    }
    // It was there and is not any more, or it may yet appear.
    const needed = this.#found.has(entry.id) ? 0 : CONSISTENCY_MS;
    return this.#absentMs(entry) >= needed
      ? 'EC2 knows no such security group'
      : undefined;
  }

  async #findSecurityGroup(entry: LedgerRecord): Promise<string | undefined> {
    const { ec2 } = this.#run;
    const { resourceId, request } = entry;
    if (resourceId) return (await ec2.existingSecurityGroups([resourceId]))[0];
    // What an unanswered request made is known by its name alone.
    const { name, vpcId } = request as SecurityGroupRequest;
    const found = await ec2.findSecurityGroup(name, vpcId);
    return isOurs(entry, found) ? found?.groupId : undefined;
  }

  /** For how long it has been looked for in vain. */
  #absentMs({ id }: LedgerRecord): number {
    const now = this.#run.clock.now();
    const since = this.#absentSince.get(id) ?? now;
    this.#absentSince.set(id, since);
    return now - since;
  }

  #seen({ id }: LedgerRecord): void {
    this.#absentSince.delete(id);
  }
}

/** Whether a thing of this name is the one that was made: of an unanswered request, only when it carries the run's tag. */
function isOurs(
  { state, runId }: LedgerRecord,
  thing: { tags: Record<string, string> } | undefined,
): boolean {
  if (!thing) return false;
  return state === 'exists' || thing.tags[TAGS.run] === runId;
}

/** What the termination left over, because the image or somebody said so. */
async function leftover(
  entry: LedgerRecord,
  existing: (id: string) => Promise<string[]>,
  deleteIt: (id: string) => Promise<void>,
): Promise<Proof> {
  const id = entry.resourceId ?? entry.token;
  if ((await existing(id)).length === 0) return 'EC2 no longer knows it';
  await deleteIt(id);
  return undefined;
}
