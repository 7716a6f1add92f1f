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
import { connect, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListenOnlyThread } from './ListenOnlyThread';

/** Linux drops what comes when *more* than so many connections wait to be accepted. Node cannot say 0. */
const backlog = 1;
const fillers = backlog + 1;
/** A filler that is not taken is one too many: a client was faster, and holds its place. */
const fillsWithinMs = 500;
const threadWearsOutAfter = 10_000;

/** Ends the silence of a port. When it returns, nothing listens there any more. Calling it again does nothing. */
export type EndSilence = () => void;

/**
 * Makes TCP ports silent: connecting is not answered at all, as if the network led nowhere. Something listens there, but the queue
 * of those who wait to be accepted is full of connections of our own, and then Linux drops every request for another.
 * See https://docs.kernel.org/networking/ip-sysctl.html, `tcp_abort_on_overflow`.
 */
export class SilentPorts {
  #thread: Promise<ListenOnlyThread> | undefined;
  #silent = 0;

  /**
   * @param host - an IPv4 address of this machine
   * @throws Error naming the address that cannot be listened at, and why
   */
  async silence(host: string, port: number): Promise<EndSilence> {
    this.#silent += 1;
    try {
      this.#thread ??= ListenOnlyThread.start();
      const thread = await this.#thread;
      const id = await thread.listen({ host, port, backlog });
      if (typeof id === 'object') throw cannotListen(host, port, id);
      const sockets = await fill(host, port);
      return () => this.#end(thread, id, sockets);
    } catch (error) {
      this.#silent -= 1;
      throw error;
    }
  }

  /** Ends every silence. */
  async close(): Promise<void> {
    const thread = await this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  #end(thread: ListenOnlyThread, id: number, sockets: Socket[]) {
    if (sockets.length === 0) return;
    thread.stop(id);
    for (const socket of sockets.splice(0)) socket.destroy();
    this.#silent -= 1;
    if (this.#silent === 0 && thread.used > threadWearsOutAfter) {
      this.#thread = undefined;
      thread.end();
    }
  }
}

/** In words for the user, for every way of listening. */
export function cannotListen(
  host: string,
  port: number,
  { code, message }: { code?: string; message: string },
): Error {
  const why =
    new Map([
      ['EADDRINUSE', 'it is in use'],
      ['EACCES', 'ports below 1024 take privileges here'],
    ]).get(code ?? '') ?? message;
  return new Error(`cannot listen at ${host}:${port}: ${why}`);
}

async function fill(host: string, port: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let number = 0; number < fillers; number++) {
    const socket = connect({ host, port });
    socket.on('error', () => {});
    sockets.push(socket);
    await Promise.race([
      once(socket, 'connect').catch(() => {}),
      sleep(fillsWithinMs, undefined, { ref: false }),
    ]);
    socket.unref();
  }
  return sockets;
}
