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
import knex, { type Knex } from 'knex';
import { readArchive } from './archive';

const BATCH = 500;

/** What belongs to a run, and what of it is copied beside its rows in the tables of builds and runs. */
const EVIDENCE = [
  'smoke_test_screenshots',
  'smoke_test_console_chunks',
  'smoke_test_check_attempts',
];
const OBJECTS = 'smoke_test_objects';

type Row = Record<string, unknown>;

interface BuildRows {
  build: Row;
  runs: { run: Row; evidence: Map<string, Row[]> }[];
}

export interface HistoryOptions {
  /** Finished builds, which are repeated in turn. */
  buildIds: string[];
  count: number;
  /** From one build to the one before it. */
  everyMs: number;
  /** Whose history it is. Default: of the family that each was of. */
  family?: string;
  /** How many of them, from the newest, have their screenshots and logs too. Default: all. */
  withEvidence?: number;
}

/**
 * Writes a history that would take too long to come about: what runs really left, again and again with earlier times and ids of
 * its own. The bytes of the evidence are written where they wait for the archive, and the backend archives them.
 */
export class History {
  readonly #database: Knex;
  readonly #s3: string;

  constructor(options: {
    connection: { connectionString: string };
    /** The endpoint of S3. */
    s3: string;
  }) {
    this.#database = knex({ client: 'pg', connection: options.connection });
    this.#s3 = options.s3;
  }

  async close(): Promise<void> {
    await this.#database.destroy();
  }

  /** @returns the ids of the builds, the newest first */
  async write(options: HistoryOptions): Promise<string[]> {
    const { buildIds, count, everyMs, family, withEvidence = count } = options;
    const originals = await Promise.all(
      buildIds.map(id => this.#readBuild(id)),
    );
    const tables = new Map<string, Row[]>();
    const add = (table: string, rows: Row[]) =>
      tables.set(table, [...(tables.get(table) ?? []), ...rows]);
    const ids: string[] = [];
    for (let index = 0; index < count; index++) {
      const original = originals[index % originals.length];
      const copy = copyOf(original, (index + 1) * everyMs, family);
      ids.push(String(copy.build.id));
      add('smoke_test_builds', [copy.build]);
      for (const { run, evidence } of copy.runs) {
        add('smoke_test_runs', [run]);
        for (const [table, rows] of index < withEvidence ? evidence : []) {
          add(table, rows);
        }
      }
      if (index % BATCH === BATCH - 1) await this.#insert(tables);
    }
    await this.#insert(tables);
    await this.#database.raw('analyze');
    return ids;
  }

  /** Gives a run other screenshots or another console log than it had. */
  async replace(
    runId: string,
    evidence: {
      /** The offsets of its screenshots; it shows those that it has, in turn. */
      frames?: number[];
      /** What each console reading adds. */
      console?: { offsetMs: number; text: string }[];
    },
  ): Promise<void> {
    const { frames, console: readings } = evidence;
    if (frames) {
      const have: Row[] = await this.#database('smoke_test_screenshots')
        .where({ run_id: runId })
        .whereNotNull('path')
        .orderBy('offset_ms');
      await this.#database('smoke_test_screenshots')
        .where({ run_id: runId })
        .delete();
      await this.#database('smoke_test_screenshots').insert(
        frames.map((offset, index) => ({
          ...have[index % have.length],
          offset_ms: offset,
          taken_at_ms: offset + 20,
        })),
      );
    }
    if (readings) {
      await this.#database('smoke_test_console_chunks')
        .where({ run_id: runId })
        .delete();
      await this.#database('smoke_test_console_chunks').insert(
        readings.map(({ offsetMs, text }, index) => ({
          run_id: runId,
          seq: index + 1,
          offset_ms: offsetMs,
          text,
        })),
      );
    }
    await this.#database('smoke_test_runs')
      .where({ id: runId })
      .update({
        ...(frames && { screenshots: frames.length }),
        ...(readings && {
          console_bytes: readings.reduce(
            (sum, { text }) => sum + Buffer.byteLength(text),
            0,
          ),
        }),
      });
  }

  async #readBuild(id: string): Promise<BuildRows> {
    const build = await this.#database('smoke_test_builds')
      .where({ id })
      .first();
    if (build?.status !== 'finished') {
      throw new Error(`The build ${id} is not finished`);
    }
    const runs: Row[] = await this.#database('smoke_test_runs').where({
      build_id: id,
    });
    return {
      build,
      runs: await Promise.all(
        runs.map(async run => ({ run, evidence: await this.#evidenceOf(run) })),
      ),
    };
  }

  async #evidenceOf(run: Row): Promise<Map<string, Row[]>> {
    const evidence = new Map<string, Row[]>();
    for (const table of EVIDENCE) {
      evidence.set(
        table,
        await this.#database(table).where({ run_id: run.id }),
      );
    }
    const archived = await readArchive(this.#s3, String(run.archive_folder));
    evidence.set(
      OBJECTS,
      await this.#database(OBJECTS)
        .where({ run_id: run.id })
        .then(objects =>
          objects.map(object => ({
            ...object,
            body: object.body ?? archived.get(object.path),
          })),
        ),
    );
    return evidence;
  }

  async #insert(tables: Map<string, Row[]>): Promise<void> {
    for (const [table, rows] of tables) {
      await this.#database.batchInsert(table, rows, BATCH);
    }
    tables.clear();
  }
}

function copyOf(
  { build, runs }: BuildRows,
  earlierMs: number,
  family: string | undefined,
): BuildRows {
  const buildId = randomUUID();
  const ofFamily = family !== undefined && { family };
  return {
    build: {
      ...earlier(build, earlierMs),
      ...ofFamily,
      ...(family !== undefined && { entity_ref: `resource:default/${family}` }),
      id: buildId,
      key: randomUUID(),
    },
    runs: runs.map(({ run, evidence }) => {
      const runId = randomUUID();
      return {
        run: {
          ...earlier(run, earlierMs),
          ...ofFamily,
          id: runId,
          build_id: buildId,
          archive_folder: String(run.archive_folder).replace(
            String(run.id),
            runId,
          ),
          stages: earlierStages(String(run.stages), earlierMs),
        },
        evidence: new Map(
          [...evidence].map(([table, rows]) => [
            table,
            rows.map(row => ({ ...row, run_id: runId })),
          ]),
        ),
      };
    }),
  };
}

/** The row with all its instants moved. */
function earlier(row: Row, byMs: number): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      column.endsWith('_at') && value !== null ? Number(value) - byMs : value,
    ]),
  );
}

function earlierStages(json: string, byMs: number): string {
  const stages: { at: string | number }[] = JSON.parse(json);
  return JSON.stringify(
    stages.map(entry => ({
      ...entry,
      at:
        typeof entry.at === 'number'
          ? entry.at - byMs
          : new Date(Date.parse(entry.at) - byMs).toISOString(),
    })),
  );
}
