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

import type { Faults } from '../faults/Faults';
import { Hypervisor } from '../hypervisor/Hypervisor';
import { Journal } from '../journal/Journal';
import { LoopbackAddresses } from '../machines/LoopbackAddresses';
import { Place } from './Place';
import { Image, Snapshot } from './resources';

/** Times after which things become visible. */
export interface Delays {
  /** From a launch until Describe calls show the instance. */
  eventualConsistencyMs: number;
  /** From a state change until GetConsoleOutput shows what the console said, without `Latest`. */
  consolePostMs: number;
  /** From PutParameter's answer until the AMI that it names is looked at. */
  imageValidationMs: number;
}

/** Every account and region, and what they share. */
export class World {
  readonly hypervisor: Hypervisor;
  readonly journal: Journal;
  readonly addresses: LoopbackAddresses;
  /** The guest ports that can be reached unless an image says otherwise. */
  readonly defaultPorts: number[];
  readonly delays: Delays;
  readonly now: () => Date;
  readonly faults: Faults;
  readonly #places = new Map<string, Place>();

  constructor(parts: {
    hypervisor: Hypervisor;
    journal: Journal;
    addresses: LoopbackAddresses;
    defaultPorts: number[];
    delays: Delays;
    now: () => Date;
    faults: Faults;
  }) {
    this.hypervisor = parts.hypervisor;
    this.journal = parts.journal;
    this.addresses = parts.addresses;
    this.defaultPorts = parts.defaultPorts;
    this.delays = parts.delays;
    this.now = parts.now;
    this.faults = parts.faults;
  }

  place(accountId: string, region: string): Place {
    const key = `${accountId}/${region}`;
    const known = this.#places.get(key);
    if (known) return known;
    const place = new Place(accountId, region, event =>
      this.journal.write({
        type: 'life',
        account: accountId,
        region,
        ...event,
      }),
    );
    this.#places.set(key, place);
    return place;
  }

  places(): Place[] {
    return [...this.#places.values()];
  }

  /** The images of a region that an account may use: its own, the public ones, and those shared with it. */
  imagesFor(accountId: string, region: string): Image[] {
    return this.places()
      .filter(place => place.region === region)
      .flatMap(place => place.images.all())
      .filter(
        image =>
          image.ownerId === accountId ||
          image.isPublic ||
          image.launchAccounts.has(accountId),
      );
  }

  /** A snapshot of a region, whoever owns it. */
  snapshot(region: string, id: string): Snapshot | undefined {
    for (const place of this.#places.values()) {
      const snapshot = place.region === region && place.snapshots.get(id);
      if (snapshot) return snapshot;
    }
    return undefined;
  }

  /** Ends every machine, without a trace in the journal: what is left then is what was left. */
  async close(): Promise<void> {
    for (const place of this.#places.values()) {
      place.parameters.close();
      for (const life of place.lives.values()) life.abandon();
    }
    await this.hypervisor.close();
    this.addresses.close();
  }
}
