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
import { watchPort } from './watchPort';

type State = 'silent' | 'closed' | 'open';

/** How QEMU is told to forward a port of the instance's address to the guest's port of the same number, and no longer to. */
export interface Forwarding {
  add(port: number): Promise<void>;
  remove(port: number): Promise<void>;
}

/**
 * The TCP ports of an instance's address, which do what the guest's do. QEMU's own forwarding accepts connections before the
 * guest is asked; so a port is forwarded only when something listens there in the guest. Before, nothing listens, and connections
 * are refused; and while the guest's network does not answer, nothing does.
 */
export class PublicPorts {
  readonly #ports: PublicPort[];
  #watches = new AbortController();

  private constructor(ports: PublicPort[]) {
    this.#ports = ports;
  }

  /**
   * Takes the ports, which are silent then.
   *
   * @throws Error naming the address that cannot be listened at
   */
  static async take(
    silentPorts: SilentPorts,
    host: string,
    ports: number[],
  ): Promise<PublicPorts> {
    const it = new PublicPorts(
      ports.map(port => new PublicPort(silentPorts, host, port)),
    );
    try {
      await it.silence();
    } catch (error) {
      await it.release();
      throw error;
    }
    return it;
  }

  /**
   * The guest's network answers: from now on each port follows the guest's.
   *
   * @param hidden - the hidden port for each port
   * @param closed - the hidden port that leads to a port at which nothing listens
   */
  follow(
    forwarding: Forwarding,
    hidden: Map<number, number>,
    closed: number,
  ): void {
    this.#watches.abort();
    this.#watches = new AbortController();
    const { signal } = this.#watches;
    for (const port of this.#ports) {
      const watched = hidden.get(port.number);
      if (watched === undefined) continue;
      watchPort(
        { watched, closed },
        async state => {
          if (!signal.aborted) await port.become(state, forwarding);
        },
        signal,
      );
    }
  }

  /** The guest's network answers no more. */
  async silence(forwarding?: Forwarding): Promise<void> {
    this.#watches.abort();
    await Promise.all(
      this.#ports.map(port => port.become('silent', forwarding)),
    );
  }

  /** The machine is off: nothing listens any more. */
  async release(): Promise<void> {
    this.#watches.abort();
    await Promise.all(this.#ports.map(port => port.release()));
  }
}

class PublicPort {
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
