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
import { connect, createServer, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoopbackAddresses } from '../../machines/LoopbackAddresses';
import { SilentPorts } from './SilentPorts';

const port = 18_082;

describe('SilentPorts', () => {
  const addresses = new LoopbackAddresses();
  let host: string;
  let silentPorts: SilentPorts;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    host = await addresses.take();
    silentPorts = new SilentPorts();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await silentPorts.close();
  });
  afterAll(() => addresses.close());

  /** Tries to connect, and remembers what became of it. */
  function client(to = host): { outcome: string; settled: Promise<unknown> } {
    const socket = connect(port, to);
    sockets.push(socket);
    const it = { outcome: 'none', settled: Promise.resolve<unknown>(0) };
    it.settled = new Promise<void>(resolve => {
      socket.on('connect', () => {
        it.outcome = 'connected';
        resolve();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        it.outcome = String(error.code);
        resolve();
      });
    });
    return it;
  }

  it('answers nobody, however many ask', async () => {
    await silentPorts.silence(host, port);
    const clients = Array.from({ length: 5 }, () => client());
    // Time for the kernel to have tried a second time.
    await sleep(1300);
    expect(clients.map(({ outcome }) => outcome)).toEqual(
      Array(5).fill('none'),
    );
  });

  it('refuses as soon as it ends, also who waited', async () => {
    const end = await silentPorts.silence(host, port);
    const waiting = client();
    await sleep(50);
    end();
    end();
    const next = client();
    await next.settled;
    expect([next.outcome, waiting.outcome]).toEqual(['ECONNREFUSED', 'none']);
    await waiting.settled;
    expect(waiting.outcome).toBe('ECONNREFUSED');
  });

  it('gives the port up at once to who wants to listen, and lets who waited through', async () => {
    const end = await silentPorts.silence(host, port);
    const waiting = client();
    await sleep(50);
    end();
    const server = createServer().listen(port, host);
    await once(server, 'listening');
    const next = client();
    await next.settled;
    await waiting.settled;
    expect([next.outcome, waiting.outcome]).toEqual(['connected', 'connected']);
    server.close();

    await silentPorts.silence(host, port);
    const later = client();
    await sleep(100);
    expect(later.outcome).toBe('none');
  });

  it('has a thousand silent ports, each on its own', async () => {
    const hosts = await Promise.all(
      Array.from({ length: 1000 }, () => addresses.take()),
    );
    const ends = await Promise.all(
      hosts.map(each => silentPorts.silence(each, port)),
    );
    ends[500]();
    const clients = [499, 500, 501, 999].map(index => client(hosts[index]));
    await clients[1].settled;
    await sleep(100);
    expect(clients.map(({ outcome }) => outcome)).toEqual([
      'none',
      'ECONNREFUSED',
      'none',
      'none',
    ]);
  });

  it('leaves nothing listening when it is closed, and can be used again', async () => {
    const end = await silentPorts.silence(host, port);
    await silentPorts.close();
    const refused = client();
    await refused.settled;
    expect(refused.outcome).toBe('ECONNREFUSED');
    end();

    await silentPorts.silence(host, port);
    const waiting = client();
    await sleep(100);
    expect(waiting.outcome).toBe('none');
  });

  it('names the address that is in use, and goes on', async () => {
    await silentPorts.silence(host, port);
    await expect(silentPorts.silence(host, port)).rejects.toThrow(
      `cannot listen at ${host}:${port}: it is in use`,
    );
    await silentPorts.silence(host, port + 1);
  });
});
