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

import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  newBuild,
  newRun,
  notice,
  sleep,
  TestStore,
} from './__testUtils__/store';
import { networkHash } from './networkHash';
import type { BuildFilter } from './SmokeTestStore';

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('builds (%s)', databaseId => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
  });

  afterEach(async () => {
    await test.clear();
  });

  it('accepts a build with its runs, and tells it', async () => {
    const { store } = test;
    const planned = newBuild({
      runs: [
        newRun(),
        newRun({ region: 'eu-central-1', instanceType: 'm7g.large' }),
      ],
    });
    const before = Date.now();
    const { build, created } = await store.acceptBuild(planned);

    expect(created).toBe(true);
    expect(build).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      family: 'web-base',
      entityRef: 'resource:default/web-base',
      profileName: 'default',
      source: 'packer',
      packer: planned.packer,
      lineage: planned.lineage,
      images: planned.images,
      createdBy: 'external:packer',
      createdAt: expect.any(Date),
      status: 'running',
    });
    // The database runs on this machine, so the clocks agree, but for rounding.
    expect(build.createdAt.getTime()).toBeGreaterThanOrEqual(before - 1);
    expect(build.createdAt.getTime()).toBeLessThanOrEqual(Date.now() + 1);
    expect(await store.getBuild(build.id)).toEqual(build);

    const runs = await store.runsOf([build.id]);
    expect(runs).toEqual(
      planned.runs.map(run => ({
        ...run,
        buildId: build.id,
        family: 'web-base',
        profileName: 'default',
        networkHash: networkHash(planned.profile, run.image.region),
        profile: planned.profile,
        stage: 'queued',
        stages: [{ stage: 'queued', at: build.createdAt.toISOString() }],
        cleanup: 'pending',
        createdAt: build.createdAt,
        observedMs: 0,
        checks: [],
        screenshots: 0,
        consoleBytes: 0,
        epoch: 0,
      })),
    );
    expect(await store.getRun(runs[1].id)).toEqual(runs[1]);
    expect(await store.eventsAfter(build.id, 0, 10)).toEqual([
      {
        seq: 1,
        at: build.createdAt.toISOString(),
        type: 'accepted',
        message:
          'Accepted: web-base, 2 runs (us-east-1 t3.micro, eu-central-1 m7g.large)',
      },
    ]);
    expect(await store.eventsAfter(build.id, 1, 10)).toEqual([]);
    expect(await store.lastEvents([build.id, randomUUID()])).toEqual(
      new Map([[build.id, 1]]),
    );
  });

  it('names only some of many runs', async () => {
    const runs = Array.from({ length: 400 }, () => newRun());
    const build = await test.accept({ runs });
    const [event] = await test.store.eventsAfter(build.id, 0, 1);
    expect(event.message).toMatch(
      /^Accepted: web-base, 400 runs \((us-east-1 t3\.micro, ){5}395 more\)$/,
    );
    const stored = await test.store.runsOf([build.id]);
    expect(stored.map(({ id }) => id)).toEqual(runs.map(({ id }) => id));
  });

  it('gives one build to all who send the same, and a conflict to who sends another', async () => {
    const { store } = test;
    const key = randomUUID();
    expect(await store.findAccepted(key, 'hash')).toBeUndefined();

    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        store.acceptBuild(newBuild({ key, runs: [newRun(), newRun()] })),
      ),
    );
    expect(new Set(answers.map(({ build }) => build.id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    const [{ build }] = answers;
    expect(await store.runsOf([build.id])).toHaveLength(2);
    expect(await test.eventTypes(build.id)).toEqual(['accepted']);
    expect(await store.findAccepted(key, 'hash')).toEqual(build);

    const conflict = expect.objectContaining({
      name: 'ConflictError',
      message: expect.stringContaining(key),
    });
    await expect(
      store.acceptBuild(newBuild({ key, bodyHash: 'other' })),
    ).rejects.toEqual(conflict);
    await expect(store.findAccepted(key, 'other')).rejects.toEqual(conflict);
    expect(await test.knex('smoke_test_builds')).toHaveLength(1);
  });

  it('writes nothing of a build that cannot be written whole', async () => {
    const run = newRun();
    await expect(test.accept({ runs: [run, run] })).rejects.toThrow();
    expect(await test.knex('smoke_test_builds')).toEqual([]);
    expect(await test.knex('smoke_test_runs')).toEqual([]);
  });

  it('finds nothing by what is not an id', async () => {
    const { store } = test;
    for (const id of [randomUUID(), 'nonsense', "'"]) {
      expect(await store.getBuild(id)).toBeUndefined();
      expect(await store.getRun(id)).toBeUndefined();
      expect(await store.eventsAfter(id, 0, 10)).toEqual([]);
      expect(await store.runsOf([id])).toEqual([]);
      await store.requestCancel(id);
    }
    expect(await store.runsOf([])).toEqual([]);
  });

  it('lists newest first, page by page, without a gap or a repetition', async () => {
    const { store, knex } = test;
    for (let i = 0; i < 11; i++) {
      await test.accept();
    }
    // Builds that were accepted in the same millisecond are told apart by their ids.
    const instant = Date.now() - 1000;
    const ids = await knex('smoke_test_builds').pluck('id');
    await knex('smoke_test_builds')
      .whereIn('id', ids.slice(0, 6))
      .update({ created_at: instant });

    const everything = await store.listBuilds({}, { limit: 100 });
    expect(everything.nextCursor).toBeUndefined();
    expect(everything.items).toHaveLength(11);
    const instants = everything.items.map(item => item.createdAt.getTime());
    expect(instants).toEqual([...instants].sort((a, b) => b - a));

    for (const limit of [1, 2, 3, 11]) {
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.listBuilds({}, { limit, cursor });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        paged.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
        // What comes in while somebody pages is newer, and moves nothing.
        if (limit === 3 && paged.length === 3) {
          await test.accept({ family: 'late' });
        }
      } while (cursor !== undefined);
      expect(paged).toEqual(everything.items.map(({ id }) => id));
      await knex('smoke_test_builds').where('family', 'late').delete();
    }
  });

  it.each([
    'nonsense',
    '',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('["1","2"]').toString('base64url'),
  ])('refuses the cursor %j', async cursor => {
    await expect(
      test.store.listBuilds({}, { limit: 10, cursor }),
    ).rejects.toEqual(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining('`cursor`'),
      }),
    );
  });

  it('filters the history', async () => {
    const { store } = test;
    const [east, west] = ['ami-00000001', 'ami-00000002'];
    const web = await test.accept({
      runs: [
        newRun({ imageId: east }),
        newRun({ region: 'us-west-2', imageId: west }),
      ],
    });
    await sleep(5);
    const database = await test.accept({
      family: 'database',
      entityRef: 'resource:default/database',
      source: 'api',
      packer: undefined,
      lineage: undefined,
    });
    for (const { runId, epoch } of await test.claim('worker-1')) {
      if ((await store.getRun(runId))?.buildId === web.id) {
        await store.updateRun(
          { runId, epoch },
          { verdict: 'passed', stage: 'finished' },
        );
      }
    }

    const found = async (filter: BuildFilter) => {
      const { items } = await store.listBuilds(filter, { limit: 10 });
      return items.map(({ family }) => family);
    };
    expect(await found({})).toEqual(['database', 'web-base']);
    expect(await found({ family: 'database' })).toEqual(['database']);
    expect(await found({ entityRef: 'resource:default/web-base' })).toEqual([
      'web-base',
    ]);
    expect(await found({ source: 'api' })).toEqual(['database']);
    expect(await found({ verdict: 'passed' })).toEqual(['web-base']);
    expect(await found({ verdict: 'failed' })).toEqual([]);
    expect(await found({ verdict: 'none' })).toEqual(['database']);
    expect(await found({ status: 'running' })).toEqual(['database']);
    expect(await found({ status: 'finished' })).toEqual(['web-base']);
    expect(await found({ imageId: east })).toEqual(['web-base']);
    expect(await found({ region: 'us-west-2' })).toEqual(['web-base']);
    expect(await found({ region: 'us-east-1' })).toEqual([
      'database',
      'web-base',
    ]);
    expect(await found({ imageId: west, region: 'us-west-2' })).toEqual([
      'web-base',
    ]);
    // The image and the region of one and the same run.
    expect(await found({ imageId: east, region: 'us-west-2' })).toEqual([]);
    expect(await found({ since: database.createdAt.toISOString() })).toEqual([
      'database',
    ]);
    expect(await found({ since: web.createdAt.toISOString() })).toEqual([
      'database',
      'web-base',
    ]);
    expect(await found({ families: ['web-base', 'other'] })).toEqual([
      'web-base',
    ]);
    expect(await found({ families: [] })).toEqual([]);
    expect(
      await found({ families: ['database'], region: 'us-west-2' }),
    ).toEqual([]);
    expect(await store.families()).toEqual(['database', 'web-base']);
  });

  it('pages through whatever is filtered, without a gap or a repetition', async () => {
    const { store } = test;
    const sources = ['packer', 'api', 'rerun'] as const;
    const kept: { id: string; source: string; region: string }[] = [];
    for (let at = 0; at < 24; at += 1) {
      const source = sources[at % 3];
      const region = at % 2 ? 'us-west-2' : 'us-east-1';
      const imageId = `ami-0000000${at % 4}`;
      const { id } = await test.accept({
        source,
        entityRef: `resource:default/${at < 20 ? 'web-base' : 'other'}`,
        runs: [newRun({ region, imageId }), newRun()],
      });
      kept.unshift({ id, source, region });
    }
    const everything = await store.listBuilds({}, { limit: 100 });
    const filters: BuildFilter[] = [
      { source: 'rerun' },
      { source: 'rerun', region: 'us-west-2' },
      { entityRef: 'resource:default/web-base', source: 'api' },
      { entityRef: 'resource:default/web-base', region: 'us-west-2' },
      { imageId: 'ami-00000003', families: ['web-base'] },
      {
        since: everything.items[11].createdAt.toISOString(),
        status: 'running',
      },
    ];
    for (const filter of filters) {
      const whole = await store.listBuilds(filter, { limit: 100 });
      expect(whole.items.length).toBeGreaterThan(2);
      expect(whole.items.length).toBeLessThan(24);
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.listBuilds(filter, { limit: 2, cursor });
        paged.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(paged).toEqual(whole.items.map(({ id }) => id));
    }
    const reruns = await store.listBuilds(filters[1], { limit: 100 });
    expect(new Set(reruns.items.map(({ id }) => id))).toEqual(
      new Set(
        kept
          .filter(one => one.source === 'rerun' && one.region === 'us-west-2')
          .map(({ id }) => id),
      ),
    );
  });

  it('shows every event to a reader that polls while several runs write', async () => {
    const { store } = test;
    const { build, claims } = await test.acceptAndClaim({
      runs: Array.from({ length: 4 }, () => newRun()),
    });
    const perRun = 15;
    let writing = true;
    const writers = claims.map(async (claim, writer) => {
      for (let i = 0; i < perRun; i++) {
        await store.updateRun(claim, { observedMs: i }, [
          notice(`${writer}:${i}:a`, claim.runId),
          notice(`${writer}:${i}:b`, claim.runId),
        ]);
      }
    });
    const read: { seq: number; message: string; at: string }[] = [];
    const reader = (async () => {
      let last = false;
      while (!last) {
        last = !writing;
        const events = await store.eventsAfter(
          build.id,
          read.at(-1)?.seq ?? 0,
          7,
        );
        read.push(...events);
        last = last && events.length === 0;
      }
    })();
    await Promise.all(writers);
    writing = false;
    await reader;

    expect(read.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 1 + 4 * perRun * 2 }, (_, i) => i + 1),
    );
    expect(read.map(({ at }) => at)).toEqual(read.map(({ at }) => at).sort());
    for (const [writer, { runId }] of claims.entries()) {
      const notices = await store.noticesOf(runId);
      expect(notices.map(({ message }) => message)).toEqual(
        Array.from({ length: perRun }, (_, i) => [
          `${writer}:${i}:a`,
          `${writer}:${i}:b`,
        ]).flat(),
      );
      expect(notices[0].at).toBeInstanceOf(Date);
    }
  });
});
