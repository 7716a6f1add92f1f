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
import type {
  Publication,
  ReaperAction,
  ResourceKind,
  Stage,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import { FINDINGS, LEDGER, PUBLICATIONS, RUNS, type Bigint } from './tables';

/** Counts of what is under way. Each is one statement along an index of open rows: however long the history is, they stay quick. */
export class DatabaseCounts {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  /** Ledger rows of what is, or may be, in AWS. */
  async resources(): Promise<
    { kind: ResourceKind; region: string; count: number }[]
  > {
    const rows = await this.#db(LEDGER)
      .select('kind', 'region')
      .count({ count: '*' })
      .whereRaw("state in ('intended', 'exists')")
      .groupBy('kind', 'region');
    return rows.map(counted<{ kind: ResourceKind; region: string }>);
  }

  /** Runs that are not finished. */
  async runs(): Promise<{ stage: Stage; count: number }[]> {
    const rows = await this.#db(RUNS)
      .select('stage')
      .count({ count: '*' })
      .whereNot('stage', 'finished')
      .groupBy('stage');
    return rows.map(counted<{ stage: Stage }>);
  }

  /** The reaper's findings that are not done with. */
  async findings(): Promise<{ action: ReaperAction; count: number }[]> {
    const rows = await this.#db(FINDINGS)
      .select('action')
      .count({ count: '*' })
      .whereIn('action', ['left', 'removing'])
      .groupBy('action');
    return rows.map(counted<{ action: ReaperAction }>);
  }

  /** What is published in AWS, by how far it is; not what the configuration has no publisher or no channel for any more. */
  async publications(configured: {
    publishers: string[];
    channels: string[];
  }): Promise<{ state: Publication['state']; count: number }[]> {
    const { publishers, channels } = configured;
    const rows = await this.#db(PUBLICATIONS)
      .select('state')
      .count({ count: '*' })
      .whereIn('publisher', publishers)
      .where(about => about.whereNull('channel').orWhereIn('channel', channels))
      .groupBy('state');
    return rows.map(counted<{ state: Publication['state'] }>);
  }
}

function counted<T>(row: { count?: Bigint }): T & { count: number } {
  return { ...row, count: Number(row.count) } as T & { count: number };
}
