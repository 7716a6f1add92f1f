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

import { createServer as createHttpServer, Server as HttpServer } from 'http';
import { createServer, Server, Socket } from 'net';
import { HttpAnswer } from './BootScript';

/** What a port does: nothing listens, nothing answers, or a service does. */
export type PortBehavior =
  | { state: 'closed' }
  | { state: 'silent' }
  | { state: 'open'; http: Record<string, HttpAnswer> };

/**
 * One TCP port of a scripted machine. Closed: connections are refused. Silent: they are taken and never answered, which is what a
 * client of a virtual machine with no network sees through QEMU too; those that wait are served when the service comes up. Open:
 * HTTP.
 */
export class ScriptedPort {
  readonly #address: string;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Set<Socket>();
  readonly #service: HttpServer;
  #listener: Server | undefined;
  #behavior: PortBehavior = { state: 'closed' };

  constructor(address: string, port: number) {
    this.#address = address;
    this.#port = port;
    this.#service = createHttpServer((request, response) => {
      request.resume();
      const path = (request.url ?? '/').split('?')[0];
      const answers =
        this.#behavior.state === 'open' ? this.#behavior.http : {};
      const answer = Object.hasOwn(answers, path)
        ? answers[path]
        : { status: 404, headers: {}, body: 'not found\n', delayMs: 0 };
      setTimeout(() => {
        response.writeHead(answer.status, answer.headers);
        response.end(answer.body);
      }, answer.delayMs);
    });
  }

  /** Resolves when the port does what it is told to. */
  async become(behavior: PortBehavior): Promise<void> {
    this.#behavior = behavior;
    if (behavior.state === 'closed') {
      await this.#close();
      return;
    }
    this.#listener ??= await this.#listen();
    if (behavior.state === 'open') {
      for (const socket of this.#waiting) this.#serve(socket);
      this.#waiting.clear();
    }
  }

  async #listen(): Promise<Server> {
    const listener = createServer({ noDelay: true }, socket => {
      this.#sockets.add(socket);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#waiting.delete(socket);
      });
      socket.on('error', () => socket.destroy());
      if (this.#behavior.state === 'open') this.#serve(socket);
      else this.#waiting.add(socket);
    });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(
        { host: this.#address, port: this.#port, exclusive: true },
        resolve,
      );
    });
    return listener;
  }

  #serve(socket: Socket): void {
    this.#service.emit('connection', socket);
  }

  async #close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    const closed = new Promise<void>(resolve => {
      if (listener) listener.close(() => resolve());
      else resolve();
    });
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#sockets.clear();
    this.#waiting.clear();
    await closed;
  }
}
