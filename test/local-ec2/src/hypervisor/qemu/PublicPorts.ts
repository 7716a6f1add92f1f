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

import { SilentPorts } from '../silence/SilentPorts';
import { Forwarding, PublicPort } from './PublicPort';
import { watchPort } from './watchPort';

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
