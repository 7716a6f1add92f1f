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

import {
  createServer as createHttpServer,
  IncomingMessage,
  Server as HttpServer,
  ServerResponse,
} from 'http';
import { createServer, Server, Socket } from 'net';
import { cannotListen, EndSilence, SilentPorts } from '../silence/SilentPorts';
import { HttpAnswer } from './BootScript';

/** What a port does: nothing listens, nothing answers, or a service does. */
export type PortBehavior =
  | { state: 'closed' }
  | { state: 'silent' }
  | { state: 'open'; http: Record<string, HttpAnswer> };

/**
 * One TCP port of a scripted machine. Closed: connections are refused. Silent: nothing comes back, not even to who wants to connect;
 * a client that is still trying when the service comes up gets through to it. Open: HTTP.
 */
export class ScriptedPort {
  readonly #address: string;
  readonly #port: number;
  readonly #silentPorts: SilentPorts;
  readonly #sockets = new Set<Socket>();
  readonly #service: HttpServer;
  #behavior: PortBehavior = { state: 'closed' };
  #endSilence: EndSilence | undefined;
  #listener: Server | undefined;
  #lastChange: Promise<void> = Promise.resolve();

  constructor(address: string, port: number, silentPorts: SilentPorts) {
    this.#address = address;
    this.#port = port;
    this.#silentPorts = silentPorts;
    this.#service = createHttpServer((request, response) =>
      this.#serve(request, response),
    );
  }

  /**
   * Resolves when the port does what it is told to.
   *
   * @throws Error naming the address, when it cannot be listened at
   */
  async become(behavior: PortBehavior): Promise<void> {
    this.#lastChange = this.#lastChange
      .catch(() => {})
      .then(() => this.#change(behavior));
    return this.#lastChange;
  }

  async #change(behavior: PortBehavior): Promise<void> {
    const was = this.#behavior.state;
    this.#behavior = behavior;
    if (behavior.state === was) return;
    this.#stopListening();
    if (behavior.state === 'closed') {
      for (const socket of this.#sockets) socket.resetAndDestroy();
    } else if (behavior.state === 'silent') {
      this.#endSilence = await this.#silentPorts.silence(
        this.#address,
        this.#port,
      );
    } else {
      this.#listener = await this.#listen();
    }
  }

  /** What is connected stays connected: a network that falls silent tells nobody. */
  #stopListening(): void {
    this.#endSilence?.();
    this.#endSilence = undefined;
    this.#listener?.close();
    this.#listener = undefined;
  }

  async #listen(): Promise<Server> {
    const listener = createServer({ noDelay: true }, socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      this.#service.emit('connection', socket);
    });
    await new Promise<void>((resolve, reject) => {
      listener.once('error', error =>
        reject(cannotListen(this.#address, this.#port, error)),
      );
      listener.listen(
        { host: this.#address, port: this.#port, exclusive: true },
        resolve,
      );
    });
    return listener;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    if (this.#behavior.state !== 'open') return;
    const path = (request.url ?? '/').split('?')[0];
    const { http } = this.#behavior;
    const answer = Object.hasOwn(http, path)
      ? http[path]
      : http['/*'] ?? {
          status: 404,
          headers: {},
          body: 'not found\n',
          delayMs: 0,
        };
    setTimeout(() => {
      if (this.#behavior.state !== 'open') return;
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    }, answer.delayMs);
  }
}
