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

import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';

const directory = resolvePackagePath(
  '@ami-smoke-test/backstage-plugin-ami-smoke-test-backend',
  'migrations',
);

const TABLES = [
  'smoke_test_builds',
  'smoke_test_runs',
  'smoke_test_build_events',
  'smoke_test_screenshots',
  'smoke_test_console_chunks',
  'smoke_test_check_attempts',
  'smoke_test_objects',
  'smoke_test_ledger',
  'smoke_test_installation',
];

async function migrateUntilBefore(knex: Knex, target: string) {
  const [, pending] = await knex.migrate.list({ directory });
  const names: string[] = pending.map(({ file }: { file: string }) => file);
  expect(names).toContain(target);
  for (let i = 0; i < names.indexOf(target); i++) {
    await knex.migrate.up({ directory });
  }
}

async function existingTables(knex: Knex) {
  const existing = [];
  for (const table of TABLES) {
    if (await knex.schema.hasTable(table)) {
      existing.push(table);
    }
  }
  return existing;
}

const build = {
  id: '00000000-0000-4000-8000-000000000001',
  key: 'key',
  body_hash: 'hash',
  family: 'web-base',
  entity_ref: 'resource:default/web-base',
  profile_name: 'default',
  profile: '{}',
  source: 'packer',
  images: '[]',
  created_by: 'external:packer',
  created_at: 1795000000123,
  status: 'running',
  event_seq: 1,
};

const run = {
  id: '00000000-0000-4000-8000-000000000002',
  build_id: build.id,
  position: 0,
  family: 'web-base',
  profile_name: 'default',
  network_hash: 'hash',
  account_id: '123456789012',
  region: 'us-east-1',
  image_id: 'ami-0123456789abcdef0',
  instance_type: 't3.micro',
  stage: 'queued',
  stages: '[]',
  cleanup: 'pending',
  created_at: 1795000000123,
  observed_ms: 0,
  checks: '[]',
  screenshots: 0,
  console_bytes: 0,
  archive_folder: 's3://evidence/run/',
  epoch: 0,
};

const ofRun: Record<string, object> = {
  smoke_test_screenshots: { run_id: run.id, offset_ms: 1000 },
  smoke_test_console_chunks: {
    run_id: run.id,
    seq: 1,
    offset_ms: 5000,
    text: 'Linux version 6.1',
  },
  smoke_test_check_attempts: {
    run_id: run.id,
    check_name: 'tcp:22',
    position: 0,
    outcome: 'refused',
    detail: 'connection refused',
    count: 3,
    first_offset_ms: 0,
    last_offset_ms: 500,
  },
  smoke_test_objects: {
    run_id: run.id,
    path: 'console.log',
    content_type: 'text/plain',
    sha256: 'ab',
    size: 2,
    written_at: 1795000000123,
    body: Buffer.from([0, 255]),
  },
  smoke_test_ledger: {
    id: '00000000-0000-4000-8000-000000000003',
    run_id: run.id,
    account_id: '123456789012',
    region: 'us-east-1',
    kind: 'instance',
    token: 'token',
    state: 'intended',
    intended_at: 1795000000123,
  },
};

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('migrations (%s)', databaseId => {
  it('20261122000000_init.js', async () => {
    const knex = await databases.init(databaseId);
    await migrateUntilBefore(knex, '20261122000000_init.js');
    expect(await existingTables(knex)).toEqual([]);

    await knex.migrate.up({ directory });
    expect(await existingTables(knex)).toEqual(TABLES);

    await knex('smoke_test_builds').insert(build);
    await knex('smoke_test_runs').insert(run);
    await knex('smoke_test_build_events').insert({
      build_id: build.id,
      seq: 1,
      at: 1795000000123,
      type: 'accepted',
      message: 'Accepted',
    });
    for (const [table, row] of Object.entries(ofRun)) {
      await knex(table).insert(row);
      const [stored] = await knex(table);
      // The driver of PostgreSQL gives a bigint as text.
      for (const column of ['written_at', 'intended_at']) {
        if (column in stored) {
          stored[column] = Number(stored[column]);
        }
      }
      expect(stored).toMatchObject(row);
    }
    const [{ created_at: createdAt }] = await knex('smoke_test_builds');
    expect(Number(createdAt)).toBe(build.created_at);

    // A key is one build's, and a run needs its build.
    await expect(
      knex('smoke_test_builds').insert({ ...build, id: 'another' }),
    ).rejects.toThrow(/unique/i);
    await expect(
      knex('smoke_test_runs').insert({ ...run, id: 'x', build_id: 'nobody' }),
    ).rejects.toThrow(/foreign key/i);

    // What belongs to a build goes with it.
    await knex('smoke_test_builds').delete();
    for (const table of ['smoke_test_runs', ...Object.keys(ofRun)]) {
      expect(await knex(table)).toEqual([]);
    }
    expect(await knex('smoke_test_build_events')).toEqual([]);

    await knex.migrate.down({ directory });
    expect(await existingTables(knex)).toEqual([]);
  });

  it('20261122120000_pages.js', async () => {
    const knex = await databases.init(databaseId);
    await migrateUntilBefore(knex, '20261122120000_pages.js');
    await knex('smoke_test_builds').insert(build);
    await knex('smoke_test_runs').insert(run);
    const [before] = await knex('smoke_test_builds');

    await knex.migrate.up({ directory });
    expect(await knex('smoke_test_builds')).toEqual([
      { ...before, rerun_of: null, overrides: null },
    ]);
    const rerun = {
      ...build,
      id: '00000000-0000-4000-8000-000000000009',
      key: 'another',
      source: 'rerun',
      rerun_of: build.id,
      overrides: '{"budgetSeconds":60}',
    };
    await knex('smoke_test_builds').insert(rerun);
    expect(
      await knex('smoke_test_builds').first().where('id', rerun.id),
    ).toMatchObject({ rerun_of: build.id, overrides: rerun.overrides });
    // The build that it repeats may go before it.
    await knex('smoke_test_builds').where('id', build.id).delete();
    await knex('smoke_test_builds').insert(build);
    await knex('smoke_test_runs').insert(run);

    await knex.migrate.down({ directory });
    expect(await knex('smoke_test_builds').where('id', build.id)).toEqual([
      before,
    ]);
    expect(await knex('smoke_test_builds')).toHaveLength(2);
    expect(await knex('smoke_test_runs')).toHaveLength(1);
  });

  it('20261123000000_operations.js', async () => {
    const knex = await databases.init(databaseId);
    await migrateUntilBefore(knex, '20261123000000_operations.js');
    await knex('smoke_test_builds').insert(build);
    await knex('smoke_test_runs').insert(run);
    const [before] = await knex('smoke_test_builds');

    await knex.migrate.up({ directory });
    expect(await knex('smoke_test_builds')).toEqual([
      { ...before, pinned_by: null, pinned_at: null, expired_at: null },
    ]);
    const finding = {
      id: '00000000-0000-4000-8000-000000000004',
      account_id: '123456789012',
      region: 'us-east-1',
      kind: 'key-pair',
      resource_id: 'key-0123456789abcdef0',
      name: 'ami-smoke-test-1',
      // A tag may hold anything.
      run_id: 'x'.repeat(256),
      why: 'The ledger does not know it',
      action: 'left',
      first_seen_at: 1795000000123,
      last_seen_at: 1795000000123,
    };
    await knex('smoke_test_reaper_findings').insert(finding);
    await expect(
      knex('smoke_test_reaper_findings').insert({ ...finding, id: 'another' }),
    ).rejects.toThrow(/unique/i);
    const look = {
      account_id: '123456789012',
      region: 'us-east-1',
      looked_at: 1795000000123,
    };
    await knex('smoke_test_reaper_looks').insert(look);
    await expect(knex('smoke_test_reaper_looks').insert(look)).rejects.toThrow(
      /unique/i,
    );

    await knex.migrate.down({ directory });
    expect(await knex('smoke_test_builds')).toEqual([before]);
    expect(await knex('smoke_test_runs')).toHaveLength(1);
    for (const table of ['findings', 'looks']) {
      expect(await knex.schema.hasTable(`smoke_test_reaper_${table}`)).toBe(
        false,
      );
    }
  });

  it('20261124000000_diagnosis.js', async () => {
    const knex = await databases.init(databaseId);
    await migrateUntilBefore(knex, '20261124000000_diagnosis.js');
    await knex('smoke_test_builds').insert(build);
    await knex('smoke_test_runs').insert(run);
    const [before] = await knex('smoke_test_runs');

    await knex.migrate.up({ directory });
    expect(await knex('smoke_test_runs')).toEqual([
      {
        ...before,
        furthest_stage: null,
        headline_id: null,
        headline_category: null,
        headline_severity: null,
        headline_title: null,
      },
    ]);
    const ofTheDiagnosis: Record<string, object> = {
      smoke_test_diagnoses: { run_id: run.id, diagnosis: '{}' },
      smoke_test_screen_texts: {
        run_id: run.id,
        offset_ms: 1000,
        text: 'grub rescue>',
      },
      smoke_test_frame_prints: {
        run_id: run.id,
        offset_ms: 1000,
        print: 'AAAA',
      },
    };
    for (const [table, row] of Object.entries(ofTheDiagnosis)) {
      await knex(table).insert(row);
      expect(await knex(table)).toEqual([row]);
      await expect(knex(table).insert(row)).rejects.toThrow(/unique/i);
    }

    await knex.migrate.down({ directory });
    expect(await knex('smoke_test_runs')).toEqual([before]);
    for (const table of Object.keys(ofTheDiagnosis)) {
      expect(await knex.schema.hasTable(table)).toBe(false);
    }
  });

  it('20261125000000_promotion.js', async () => {
    const knex = await databases.init(databaseId);
    await migrateUntilBefore(knex, '20261125000000_promotion.js');
    await knex('smoke_test_builds').insert(build);
    await knex('smoke_test_runs').insert(run);
    const [before] = await knex('smoke_test_runs');

    await knex.migrate.up({ directory });
    const [after] = await knex('smoke_test_runs');
    expect({ ...after, retest: Boolean(after.retest) }).toEqual({
      ...before,
      retest: false,
    });
    const image = {
      account_id: '123456789012',
      region: 'us-east-1',
      image_id: 'ami-0123456789abcdef0',
    };
    const family = 'f'.repeat(63);
    const ofPromotion: Record<string, object> = {
      acts: {
        id: build.id,
        type: 'waiver-withdrawal',
        family,
        channel: 'c'.repeat(63),
        build_id: build.id,
        images: '[]',
        by: 'user:default/manager',
        at: 1795000000123,
      },
      images: { ...image, family, build_id: build.id, generation: 1 },
      assignments: {
        ...image,
        family,
        channel: 'c'.repeat(63),
        act_id: build.id,
        since: 1795000000123,
        generation: 1,
      },
      publications: {
        ...image,
        publisher: 'tags',
        // The longest there is.
        subject: `${family}/${'c'.repeat(63)}/123456789012/${'r'.repeat(32)}`,
        family,
        generation: 1,
        state: 'pending',
        facts: '[]',
        attempts: 0,
        next_at: 1795000000123,
      },
      notices: {
        key: 'key',
        family,
        entity_ref: 'resource:default/web-base',
        recipients: '[]',
        payload: '{}',
        at: 1795000000123,
        attempts: 0,
      },
    };
    const tables: Record<string, string> = {
      acts: 'smoke_test_promotion_acts',
      images: 'smoke_test_promoted_images',
      assignments: 'smoke_test_assignments',
      publications: 'smoke_test_publications',
      notices: 'smoke_test_promotion_notices',
    };
    for (const [name, row] of Object.entries(ofPromotion)) {
      await knex(tables[name]).insert(row);
      await expect(knex(tables[name]).insert(row)).rejects.toThrow(/unique/i);
    }
    const loss = {
      at: 1795000000123,
      publisher: 'launch-permissions',
      subject: 'x',
      fact: 'launch permissions',
      lost: '210987654321',
    };
    // The same may be lost again.
    await knex('smoke_test_publication_losses').insert([loss, loss]);
    // The history outlives the build.
    await knex('smoke_test_builds').delete();
    expect(await knex(tables.acts)).toHaveLength(1);
    await knex('smoke_test_builds').insert(build);
    await knex('smoke_test_runs').insert(run);

    await knex.migrate.down({ directory });
    expect(await knex('smoke_test_runs')).toEqual([before]);
    for (const table of Object.values(tables)) {
      expect(await knex.schema.hasTable(table)).toBe(false);
    }
    expect(await knex.schema.hasTable('smoke_test_publication_losses')).toBe(
      false,
    );
  });
});
