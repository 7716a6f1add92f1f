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
  AmiSmokeTestClient,
  type Build,
  type BuildEvent,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { text as readText } from 'node:stream/consumers';
import { promisify } from 'node:util';
import request from 'supertest';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { expectToFit } from './__testUtils__/responses';
import {
  headerOf,
  startBackend,
  type TestApi,
} from './__testUtils__/startBackend';
import {
  ACCOUNT,
  IMAGES,
  REGION,
  startWorld,
  type World,
} from './__testUtils__/startWorld';

const databases = TestDatabases.create();
jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())('a run on %s', databaseId => {
  let world: World;
  let api: TestApi;
  let client: AmiSmokeTestClient;
  const tokenOf = (caller: string) => ({
    token: headerOf(caller).replace('Bearer ', ''),
  });

  beforeAll(async () => {
    world = await startWorld();
    const knex = await databases.init(databaseId);
    api = await startBackend(world, { knex });
    client = new AmiSmokeTestClient({
      discoveryApi: { getBaseUrl: async () => api.url },
    });
  });
  afterAll(async () => {
    await api.stop();
    await world.close();
  });

  async function test(): Promise<{ build: Build; events: BuildEvent[] }> {
    const options = tokenOf('external:packer');
    const { id } = await client.createBuild(
      {
        family: 'web-base',
        images: [{ region: REGION, imageId: IMAGES.healthy }],
      },
      options,
    );
    const events: BuildEvent[] = [];
    for await (const event of client.watchBuild(id, options)) {
      events.push(event);
    }
    return { build: await client.getBuild(id, options), events };
  }

  it('can be watched to its end, and gives its evidence to those who may see it', async () => {
    const { build, events } = await test();
    expectToFit('Build', build);
    expect(build).toMatchObject({ status: 'finished', verdict: 'passed' });
    const [{ id: runId }] = build.runs;
    const run = await client.getRun(runId, tokenOf('external:packer'));
    expectToFit('Run', run);
    expect(run).toMatchObject({ stage: 'finished', cleanup: 'clean' });

    events.forEach(event => expectToFit('BuildEvent', event));
    expect(events.map(({ seq }) => seq)).toEqual(
      events.map((_, index) => index + 1),
    );
    expect(events[0]).toMatchObject({ type: 'accepted' });
    expect(events.at(-1)).toMatchObject({ type: 'finished' });

    // A reader that comes back misses nothing, and gets nothing twice.
    const stream = `/builds/${build.id}/events`;
    const half = Math.floor(events.length / 2);
    const resumed = await api.get(`${stream}?after=${half}`);
    expect(resumed.text.match(/^id: \d+$/gm)).toEqual(
      events.slice(half).map(({ seq }) => `id: ${seq}`),
    );
    const reconnected = await api
      .get(`${stream}?after=1`)
      .set('last-event-id', String(events.length - 1));
    expect(reconnected.text.match(/^id: \d+$/gm)).toEqual([
      `id: ${events.length}`,
    ]);
    const nothingLeft = await api.get(`${stream}?after=${events.length}`);
    expect(nothingLeft.status).toBe(200);
    expect(nothingLeft.text).toBe('');
    const wrong = await api.get(stream).set('last-event-id', 'seven');
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toMatch(/Last-Event-ID: .*'seven'/);

    // Whoever may read the build may not therefore see what its machine showed.
    const frame = run.frames.find(({ sha256 }) => sha256)!;
    const evidence = [
      `/runs/${runId}/screenshots/${frame.offsetMs}`,
      `/runs/${runId}/console`,
      `/runs/${runId}/archive`,
    ];
    for (const path of evidence) {
      const refused = await api.get(path, 'external:packer');
      expect(refused.status).toBe(403);
      expect(refused.body.error.message).toMatch(
        /amiSmokeTest\.access does not let the service 'external:packer' do 'evidence'/,
      );
      expect((await api.get(path, 'user:default/developer')).status).toBe(403);
      expect((await api.get(path, 'external:viewer')).status).toBe(200);
      expect((await api.get(path, 'user:default/watcher')).status).toBe(200);
    }
    // The run tells its asker beforehand.
    for (const [asker, may] of [
      ['external:packer', false],
      ['user:default/developer', false],
      ['external:viewer', true],
    ] as const) {
      const asked = await api.get(`/runs/${runId}`, asker);
      expect([asker, asked.body.evidence]).toEqual([asker, may]);
    }

    const picture = await api.get(evidence[0], 'external:viewer');
    expect(hashOf(picture.body)).toBe(frame.sha256);
    expect(picture.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      etag: `"${frame.sha256}"`,
    });
    const known = await api
      .get(evidence[0], 'external:viewer')
      .set('if-none-match', `"${frame.sha256}"`);
    expect(known.status).toBe(304);
    const thumbnail = await api.get(
      `${evidence[0]}?size=thumbnail`,
      'external:viewer',
    );
    expect(thumbnail.headers['content-type']).toBe('image/webp');
    const none = await api.get(
      `/runs/${runId}/screenshots/77`,
      'external:viewer',
    );
    expect(none.status).toBe(404);
    expect(none.body.error.message).toMatch(
      `The run ${runId} has no screenshot at 77 ms: there are some at ${run.frames[0].offsetMs}`,
    );

    // An `<img>` sends a cookie and no token; the cookie opens nothing else.
    const issued = await api.get(
      '/.backstage/auth/v1/cookie',
      'user:default/watcher',
    );
    expect(issued.body).toEqual({ expiresAt: expect.any(String) });
    const cookie = mockCredentials.limitedUser.cookie('user:default/watcher');
    expect(issued.headers['set-cookie']?.[0]).toContain(cookie);
    const [byCookie, consoleByCookie] = await Promise.all(
      evidence.map(path => request(api.url).get(path).set('cookie', cookie)),
    );
    expect(byCookie.status).toBe(200);
    expect(consoleByCookie.status).toBe(401);

    const page = await api.get(
      `${evidence[1]}?from=2&limit=1`,
      'external:viewer',
    );
    expectToFit('ConsolePage', page.body);
    expect(page.body).toEqual({
      lines: [
        {
          number: 2,
          offsetMs: expect.any(Number),
          text: '<script>alert(1)</script>',
        },
      ],
      totalLines: 3,
      complete: true,
    });
    // Colours are for who shows the lines; what is kept and searched as text has none.
    const first = await api.get(`${evidence[1]}?limit=1`, 'external:viewer');
    expect(first.body.lines[0].text).toBe('\u001b[1mLinux version 6.1');
    const text = await api
      .get(evidence[1], 'external:viewer')
      .set('accept', 'text/plain');
    expect(text.text).toBe(
      'Linux version 6.1\n<script>alert(1)</script>\nlogin: ',
    );
    expect(text.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="console-${runId}.log"`,
      'x-content-type-options': 'nosniff',
    });

    const zip = await client.getArchive(runId, tokenOf('external:viewer'));
    const file = Buffer.from(await zip.arrayBuffer());
    const key = `${run.archive?.replace(/^s3:\/\/[^/]+\//, '')}console.log`;
    const { body: archived } = await world.s3.archive().get(key);
    expect(await readText(archived)).toBe(text.text);
    const paths = await pathsIn(file);
    expect(paths).toEqual(
      expect.arrayContaining([
        'manifest.json',
        expect.stringMatching(/^screenshots\/\d{7}-[0-9a-f]{8}\.jpg$/),
        expect.stringMatching(/^thumbnails\//),
      ]),
    );

    const ledger = await api.get('/ledger', 'external:auditor');
    expectToFit('Ledger', ledger.body);
    expect(ledger.body.items).toEqual([]);
    expect(ledger.body.findings).toEqual([]);
    expect(ledger.body.lookedAt).toContainEqual({
      accountId: ACCOUNT,
      region: REGION,
      at: expect.any(String),
    });
  });

  it('gives its evidence from the database while S3 has not got it, and says so when nobody has', async () => {
    const before = await test();
    await world.s3.down();
    const during = await test();
    expect(during.build.verdict).toBe('passed');

    const viewer = tokenOf('external:viewer');
    const [waiting] = during.build.runs;
    const { frames } = await client.getRun(waiting.id, viewer);
    const frame = frames.find(one => one.sha256)!;
    const picture = await client.getScreenshot(
      waiting.id,
      frame.offsetMs,
      viewer,
    );
    expect(hashOf(Buffer.from(await picture.arrayBuffer()))).toBe(frame.sha256);

    const [{ id: storedId }] = before.build.runs;
    const stored = await client.getRun(storedId, viewer);
    for (const path of [
      `/runs/${storedId}/screenshots/${stored.frames[0].offsetMs}`,
      `/runs/${storedId}/archive`,
    ]) {
      const response = await api.get(path, 'external:viewer');
      expect(response.status).toBe(503);
      expect(response.body.error).toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringMatching(/archive cannot be reached.*try again/),
      });
      expect(response.headers).not.toHaveProperty('cache-control');
      expect(response.headers).not.toHaveProperty('content-disposition');
    }
    const preflight = await api.post('/preflight', { family: 'web-base' });
    expect(preflight.body.problems).toEqual([
      expect.objectContaining({ field: 'amiSmokeTest.archive' }),
    ]);
  });
});

/** The paths of what is in a zip file. */
async function pathsIn(file: Buffer): Promise<string[]> {
  const open = promisify<Buffer, object, ZipFile>(fromBuffer);
  const archive = await open(file, { lazyEntries: false });
  const paths: string[] = [];
  archive.on('entry', ({ fileName }: Entry) => paths.push(fileName));
  await once(archive, 'end');
  return paths;
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
