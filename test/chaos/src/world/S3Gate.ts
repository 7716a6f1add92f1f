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

import { once } from 'node:events';
import {
  connect,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';

/** What stands between the replicas and S3: open, closed, or open to nowhere. */
type State = 'open' | 'refuses' | 'hangs';

/** A port that leads to S3, and does not when it is told so. What was under way then is cut. */
export class S3Gate {
  readonly url: string;
  readonly #port: number;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server;
  #state: State = 'open';

  static async open(target: string): Promise<S3Gate> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new S3Gate(server, new URL(target));
  }

  private constructor(server: Server, target: URL) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.#port}`;
    this.#target = target;
    server.on('connection', socket => this.#forward(socket));
  }

  async become(state: State): Promise<void> {
    this.#state = state;
    for (const socket of this.#sockets) socket.destroy();
    if (state === 'refuses') {
      await this.#close();
    } else if (!this.#server.listening) {
      this.#server = createServer(socket => this.#forward(socket));
      this.#server.listen(this.#port, '127.0.0.1');
      await once(this.#server, 'listening');
    }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await this.#close();
  }

  async #close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #forward(socket: Socket): void {
    this.#keep(socket);
    if (this.#state === 'hangs') {
      socket.resume();
      return;
    }
    const onward = connect(Number(this.#target.port), this.#target.hostname);
    this.#keep(onward);
    socket.pipe(onward).pipe(socket);
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
