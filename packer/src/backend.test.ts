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

import type { BuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { BUILD_ID, FakeApi } from './__testUtils__/FakeApi';
import { Backend } from './backend';
import { Tokens } from './token';

jest.setTimeout(30_000);

describe('Backend', () => {
  it('connects again when the stream has gone silent, and heartbeats are no silence', async () => {
    const api = await FakeApi.start();
    const lines: string[] = [];
    const backend = new Backend({
      url: api.url,
      tokens: new Tokens(undefined),
      connectTimeoutMs: 10_000,
      signal: new AbortController().signal,
      onConnection: line => lines.push(line),
      silenceMs: 2000,
    });
    const events: BuildEvent[] = [];
    await backend.createBuild({
      family: 'web-base',
      images: [{ region: 'us-east-1', imageId: 'ami-01234567' }],
    });
    const beating = setInterval(() => api.heartbeat(), 100);
    const following = backend.follow(BUILD_ID, event => {
      events.push(event);
      return event.type === 'build-verdict' ? 'stop' : 'go-on';
    });
    const streams = () => api.calls('GET', /events/).map(({ path }) => path);
    const until = async (done: () => boolean) => {
      while (!done()) await new Promise(next => setTimeout(next, 20));
    };

    await until(() => api.watchers === 1);
    await new Promise(next => setTimeout(next, 3000));
    expect(streams()).toHaveLength(1);

    api.emit({ type: 'notice', message: 'one' });
    await until(() => events.length === 1);
    clearInterval(beating);
    await until(() => streams().length > 1);
    api.emit({ type: 'build-verdict', verdict: 'passed', message: 'two' });
    await following;
    await api.down();

    expect(events.map(({ message }) => message)).toEqual(['one', 'two']);
    expect(streams()[1]).toBe(`/builds/${BUILD_ID}/events?after=1`);
  });
});
