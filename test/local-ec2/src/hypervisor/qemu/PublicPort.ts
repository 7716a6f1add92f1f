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

import { EndSilence, SilentPorts } from '../silence/SilentPorts';

type State = 'silent' | 'closed' | 'open';

/** How QEMU is told to forward a port of the instance's address to the guest's port of the same number, and no longer to. */
export interface Forwarding {
  add(port: number): Promise<void>;
  remove(port: number): Promise<void>;
}

/** One TCP port of an instance's address. */
export class PublicPort {
  readonly number: number;
  readonly #silentPorts: SilentPorts;
  readonly #host: string;
  #state: State = 'closed';
  #endSilence: EndSilence | undefined;
  #lastChange: Promise<void> = Promise.resolve();
  #released = false;

  constructor(silentPorts: SilentPorts, host: string, number: number) {
    this.#silentPorts = silentPorts;
    this.#host = host;
    this.number = number;
  }

  /** One change after the other. */
  async become(state: State, forwarding?: Forwarding): Promise<void> {
    this.#lastChange = this.#lastChange
      .catch(() => {})
      .then(() => this.#change(state, forwarding));
    return this.#lastChange;
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#lastChange.catch(() => {});
    this.#endSilence?.();
  }

  async #change(state: State, forwarding?: Forwarding): Promise<void> {
    if (this.#released || state === this.#state) return;
    if (this.#state === 'open') await forwarding?.remove(this.number);
    this.#endSilence?.();
    this.#endSilence = undefined;
    this.#state = 'closed';
    if (state === 'silent') {
      this.#endSilence = await this.#silentPorts.silence(
        this.#host,
        this.number,
      );
    } else if (state === 'open') {
      await forwarding?.add(this.number);
    }
    this.#state = state;
  }
}
