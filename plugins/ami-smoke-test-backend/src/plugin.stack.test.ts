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

import { createBackend } from '@backstage/backend-defaults';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  IMAGES,
  REGION,
  startWorld,
  type World,
} from './__testUtils__/startWorld';
import { amiSmokeTestPlugin } from './plugin';

jest.setTimeout(60_000);

describe('behind the doors of a real Backstage', () => {
  let world: World;
  let url: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    world = await startWorld();
    let server: Server;
    const backend = createBackend();
    backend.add(mockServices.rootConfig.factory({ data: world.config }));
    backend.add(mockServices.rootLogger.factory());
    backend.add(
      rootHttpRouterServiceFactory({
        configure(context) {
          context.applyDefaults();
          server = context.server;
        },
      }),
    );
    backend.add(amiSmokeTestPlugin);
    await backend.start();
    const { port } = server!.address() as AddressInfo;
    url = `http://127.0.0.1:${port}/api/ami-smoke-test`;
    stop = () => backend.stop();
  });
  afterAll(async () => {
    await stop();
    await world.close();
  });

  it('takes an external service with its token, and streams to it uncompressed until the backend stops', async () => {
    const body = JSON.stringify({
      family: 'web-base',
      images: [{ region: REGION, imageId: IMAGES.healthy }],
    });
    const post = (authorization?: string) =>
      fetch(`${url}/builds`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(authorization && { authorization }),
        },
        body,
      });
    expect((await post()).status).toBe(401);
    expect((await post('Bearer wrong')).status).toBe(401);
    const accepted = await post('Bearer token-of-packer');
    expect(accepted.status).toBe(201);
    const { id } = (await accepted.json()) as { id: string };

    const headers = {
      authorization: 'Bearer token-of-packer',
      'accept-encoding': 'gzip, br',
    };
    const compressed = await fetch(`${url}/openapi.json`, { headers });
    expect(compressed.headers.get('content-encoding')).not.toBeNull();
    await expect(compressed.json()).resolves.toMatchObject({
      openapi: '3.1.0',
      servers: [{ url: '/api/ami-smoke-test' }],
    });
    const stream = await fetch(`${url}/builds/${id}/events`, { headers });
    expect(stream.headers.get('content-encoding')).toBeNull();
    expect(stream.headers.get('cache-control')).toBe('no-cache, no-transform');

    const reader = stream.body!.getReader();
    const first = await reader.read();
    expect(Buffer.from(first.value!).toString()).toMatch(/^id: 1\ndata: {/);
    await stop();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest += Buffer.from(value).toString();
    }
    expect(rest).not.toMatch(/"type":"finished"/);
  });
});
