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

import { createHash } from 'node:crypto';
import type { Knex } from 'knex';

/** So many screenshots each run has; the history is repeated of a run that has more. */
export const CAPTURES_PER_RUN = 10;

/** Rows of a run, and of its build, that are repeated with it. */
const OF_THE_RUN = [
  'smoke_test_screenshots',
  'smoke_test_console_chunks',
  'smoke_test_check_attempts',
  'smoke_test_objects',
  'smoke_test_ledger',
  'smoke_test_diagnoses',
  'smoke_test_build_events',
];

/** The finished builds of many families, as if they had been tested for years: all of them repeat one that was. */
export class BigHistory {
  readonly #database: Knex;
  readonly #original: { buildId: string; runId: string };
  readonly #families: number;
  #size = 0;

  constructor(options: {
    database: Knex;
    /** A finished build of one run. */
    original: { buildId: string; runId: string };
    families: number;
  }) {
    this.#database = options.database;
    this.#original = options.original;
    this.#families = options.families;
  }

  /** Adds builds until there are so many. */
  async growTo(size: number): Promise<void> {
    const numbers = { from: this.#size + 1, to: size };
    await this.#repeat('smoke_test_builds', 'id', numbers);
    await this.#repeat('smoke_test_runs', 'id', numbers);
    for (const table of OF_THE_RUN) {
      await this.#repeat(table, 'run_id', numbers);
    }
    this.#size = size;
    await this.#database.raw('vacuum analyze');
  }

  runId(number: number): string {
    return uuidOf(`run ${1 + (number % this.#size)}`);
  }

  entityRef(number: number): string {
    return `resource:default/family-${number % this.#families}`;
  }

  async #repeat(
    table: string,
    idColumn: 'id' | 'run_id',
    { from, to }: { from: number; to: number },
  ): Promise<void> {
    const { buildId, runId } = this.#original;
    const columns = Object.keys(await this.#database(table).columnInfo());
    const values = columns.map(column => this.#valueOf(table, column));
    await this.#database.raw(
      `insert into ${table} (${columns.map(quoted).join(', ')})
       select ${values.join(', ')}
       from generate_series(?::int, ?::int) as n, ${table} as original
       where original.${idColumn} = ?
       ${
         table === 'smoke_test_screenshots'
           ? `and offset_ms <= ${CAPTURES_PER_RUN * 1000}`
           : ''
       }`,
      [from, to, table === 'smoke_test_builds' ? buildId : runId],
    );
  }

  /** What the n-th repetition has in a column, as SQL. */
  #valueOf(table: string, column: string): string {
    if (column === 'run_id') return sqlUuidOf("'run ' || n");
    if (column === 'build_id') return sqlUuidOf("'build ' || n");
    if (column === 'id') {
      if (table === 'smoke_test_builds') return sqlUuidOf("'build ' || n");
      if (table === 'smoke_test_runs') return sqlUuidOf("'run ' || n");
      return sqlUuidOf('original.id || n');
    }
    if (column === 'key') return "'repeated-' || n";
    if (column === 'family') return `'family-' || (n % ${this.#families})`;
    if (column === 'entity_ref') {
      return `'resource:default/family-' || (n % ${this.#families})`;
    }
    if (column.endsWith('_at') && table !== 'smoke_test_objects') {
      // Every minute one.
      return `original.${quoted(column)} - n::bigint * 60000`;
    }
    return `original.${quoted(column)}`;
  }
}

/** A UUID that is made of a text, so that it need not be remembered; as scattered as any. */
function uuidOf(text: string): string {
  const hash = createHash('md5').update(text).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20),
  ].join('-');
}

/** The same in SQL. */
function sqlUuidOf(text: string): string {
  return `overlay(overlay(md5(${text}) placing '4' from 13) placing '8' from 17)::uuid::text`;
}

function quoted(column: string): string {
  return `"${column}"`;
}
