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

import { LifeSink } from '../journal/events';
import { InstanceLife } from '../machines/InstanceLife';
import { ParameterStore } from '../ssm/ParameterStore';
import { Collection, TagHolder } from './Collection';
import { DefaultNetwork, defaultNetwork } from './regions';
import {
  Image,
  Instance,
  KeyPair,
  NetworkInterface,
  SecurityGroup,
  Snapshot,
  Volume,
} from './resources';

/** How long a terminated instance is still shown. */
const TERMINATED_VISIBLE_MS = 60 * 60_000;

/** Everything of one account in one region. */
export class Place {
  readonly accountId: string;
  readonly region: string;
  readonly network: DefaultNetwork;
  readonly record: LifeSink;
  readonly instances: Collection<Instance>;
  readonly images: Collection<Image>;
  /** The ids of images that there were. */
  readonly deregisteredImages = new Set<string>();
  readonly snapshots: Collection<Snapshot>;
  readonly volumes: Collection<Volume>;
  readonly networkInterfaces: Collection<NetworkInterface>;
  readonly keyPairs: Collection<KeyPair>;
  readonly securityGroups: Collection<SecurityGroup>;
  /** Parameters are tagged by calls of their own. */
  readonly parameters: ParameterStore;
  /** What runs (or ran) each instance, by instance id. */
  readonly lives = new Map<string, InstanceLife>();
  /** Launches by client token. */
  readonly launches = new Map<
    string,
    { fingerprint: string; reservationId: string; instances: Instance[] }
  >();
  readonly #privateIps = new Set<string>();
  #nextHost = 0;

  constructor(accountId: string, region: string, record: LifeSink) {
    this.accountId = accountId;
    this.region = region;
    this.record = record;
    this.parameters = new ParameterStore(record);
    this.network = defaultNetwork(region, accountId);
    this.instances = new Collection('instance', record, instance => ({
      state: instance.state,
      clientToken: instance.clientToken,
      reservationId: instance.reservationId,
      imageId: instance.imageId,
      reason: instance.stateReason?.message,
    }));
    this.images = new Collection('image', record, ({ name, state }) => ({
      name,
      state,
    }));
    this.snapshots = new Collection('snapshot', record, ({ state }) => ({
      state,
    }));
    this.volumes = new Collection('volume', record, ({ attachment }) => ({
      state: attachment ? 'in-use' : 'available',
      instanceId: attachment?.instanceId,
    }));
    this.networkInterfaces = new Collection(
      'network-interface',
      record,
      ({ attachment }) => ({
        state: attachment ? 'in-use' : 'available',
        instanceId: attachment?.instanceId,
      }),
    );
    this.keyPairs = new Collection('key-pair', record, ({ name }) => ({
      name,
    }));
    this.securityGroups = new Collection(
      'security-group',
      record,
      ({ name }) => ({ name }),
    );
    this.securityGroups.add(
      {
        id: this.network.defaultSecurityGroupId,
        tags: {},
        name: 'default',
        description: 'default VPC security group',
        vpcId: this.network.vpcId,
        rules: [],
      },
      { seeded: true },
    );
  }

  /** The instances that a call can see: those terminated long ago are gone. */
  visibleInstances(now: Date): Instance[] {
    return this.instances
      .all()
      .filter(instance => this.#remembers(instance, now));
  }

  /** One of the instances that a call can see. */
  instance(id: string, now: Date): Instance | undefined {
    const instance = this.instances.get(id);
    return instance && this.#remembers(instance, now) ? instance : undefined;
  }

  #remembers(instance: Instance, now: Date): boolean {
    const { id, terminatedAt } = instance;
    const remembered =
      !terminatedAt ||
      now.getTime() - terminatedAt.getTime() <= TERMINATED_VISIBLE_MS;
    if (!remembered) {
      this.instances.forget(instance);
      this.lives.delete(id);
    }
    return remembered;
  }

  keyPairNamed(name: string): KeyPair | undefined {
    return this.keyPairs.all().find(pair => pair.name === name);
  }

  /** A free address of a subnet. */
  takePrivateIp(subnetId: string): string {
    const index = this.network.subnets.findIndex(
      subnet => subnet.subnetId === subnetId,
    );
    const base = 16 * (index + 1);
    for (let tries = 0; tries < 4000; tries++) {
      // The first ten addresses of a subnet are left to routers and name servers.
      const host = 10 + (this.#nextHost++ % 4000);
      const ip = `172.31.${base + Math.floor(host / 256)}.${host % 256}`;
      if (!this.#privateIps.has(ip)) {
        this.#privateIps.add(ip);
        return ip;
      }
    }
    throw new Error(`No free address in ${subnetId}`);
  }

  freePrivateIp(ip: string): void {
    this.#privateIps.delete(ip);
  }

  /** Every kind of resource, and those of it that there are. */
  tagHolders(): TagHolder[] {
    return [
      this.instances,
      this.images,
      this.snapshots,
      this.volumes,
      this.networkInterfaces,
      this.keyPairs,
      this.securityGroups,
    ];
  }
}
