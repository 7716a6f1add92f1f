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

import { createServer, Server } from 'net';

/** A block is held by listening here: the operating system lets one process have it, and frees it when the process dies. */
const HOLDING_PORT = 47_100;
const BLOCKS = 254;
const HOSTS = 254;

/**
 * Gives each instance a loopback address of its own, `127.1.x.y`. Blocks of 254 are shared between all processes of the machine,
 * so that several local EC2s never give out the same address.
 */
export class LoopbackAddresses {
  readonly #holders: Server[] = [];
  readonly #free: string[] = [];
  #taking: Promise<void> | undefined;

  /** A free address, used by nobody else on this machine. */
  async take(): Promise<string> {
    for (;;) {
      const address = this.#free.shift();
      if (address) return address;
      this.#taking ??= this.#takeBlock().finally(() => {
        this.#taking = undefined;
      });
      await this.#taking;
    }
  }

  release(address: string): void {
    this.#free.push(address);
  }

  /**
   * Those of some ports at which one can listen here: ports below 1024 may take privileges, and a port is taken at every address
   * when something listens at 0.0.0.0.
   */
  async listenable(ports: number[]): Promise<number[]> {
    const address = await this.take();
    const can = await Promise.all(
      ports.map(async port => {
        const server = await listen(address, port).catch(() => undefined);
        server?.close();
        return server !== undefined;
      }),
    );
    this.release(address);
    return ports.filter((_, index) => can[index]);
  }

  close(): void {
    for (const holder of this.#holders.splice(0)) holder.close();
    this.#free.length = 0;
  }

  async #takeBlock(): Promise<void> {
    // Starting anywhere keeps processes that start together from trying the same blocks.
    const start = process.pid % BLOCKS;
    for (let index = 0; index < BLOCKS; index++) {
      const block = (start + index) % BLOCKS;
      const holder = await hold(`127.1.${block}.255`);
      if (!holder) continue;
      this.#holders.push(holder);
      for (let host = 1; host <= HOSTS; host++) {
        this.#free.push(`127.1.${block}.${host}`);
      }
      return;
    }
    throw new Error(
      'Every loopback address of 127.1.0.0/16 is taken by a local EC2',
    );
  }
}

/** @returns nothing when somebody else holds it */
async function hold(address: string): Promise<Server | undefined> {
  return listen(address, HOLDING_PORT).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return undefined;
    throw error;
  });
}

function listen(address: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.destroy());
    server.once('error', reject);
    server.listen({ host: address, port, exclusive: true }, () => {
      server.unref();
      resolve(server);
    });
  });
}
