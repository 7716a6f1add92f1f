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

import { MetadataServer } from './MetadataServer';

describe('MetadataServer', () => {
  const content: { [path: string]: string } = {
    '/meta-data/instance-id': 'i-1',
    '/user-data': '#!/bin/sh\necho ü\n',
  };
  let server: MetadataServer;
  let base: string;

  beforeAll(async () => {
    server = await MetadataServer.listen(path => content[path]);
    base = `http://${server.host}:${server.port}`;
  });
  afterAll(() => server.close());

  const newToken = (headers: HeadersInit) =>
    fetch(`${base}/latest/api/token`, { method: 'PUT', headers });

  it.each(['latest', '2021-07-15'])(
    'answers version 1 requests under /%s',
    async version => {
      const answer = await fetch(`${base}/${version}/user-data`);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe(content['/user-data']);
    },
  );

  it('answers with a session token (version 2), and refuses one that it did not give', async () => {
    const token = await (
      await newToken({ 'x-aws-ec2-metadata-token-ttl-seconds': '60' })
    ).text();
    const ask = (value: string) =>
      fetch(`${base}/latest/meta-data/instance-id`, {
        headers: { 'x-aws-ec2-metadata-token': value },
      });

    expect(await (await ask(token)).text()).toBe('i-1');
    expect((await ask('invented')).status).toBe(401);
  });

  it.each([undefined, '0', '21601', 'soon'])(
    'gives no token for the lifetime %s',
    async ttl => {
      const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': ttl };
      const answer = await newToken(ttl ? (headers as HeadersInit) : {});
      expect(answer.status).toBe(400);
    },
  );

  it('says what it does not have, and what it does not do', async () => {
    expect((await fetch(`${base}/latest/nothing`)).status).toBe(404);
    expect((await fetch(`${base}/latest/api/token`)).status).toBe(405);
    const post = await fetch(`${base}/latest/user-data`, { method: 'POST' });
    expect(post.status).toBe(405);
  });
});
