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

import type { Knex } from 'knex';

/** Whether the database is PostgreSQL, shared by several replicas; SQLite has one process. */
export function isPostgres(db: Knex): boolean {
  return db.client.dialect === 'postgresql';
}

/**
 * SQL for the database's own clock, in epoch milliseconds: replicas whose clocks differ agree on it. It is the moment of the
 * statement, not of the transaction's start, which may have waited for a lock since.
 */
export function databaseClock(db: Knex): Knex.Raw {
  return db.raw(
    isPostgres(db)
      ? '(extract(epoch from clock_timestamp()) * 1000)::bigint'
      : "cast(round(unixepoch('subsec') * 1000) as integer)",
  );
}

/** The database's clock now, in epoch milliseconds. */
export async function databaseNow(db: Knex): Promise<number> {
  const row = await db.first({ now: databaseClock(db) });
  return Number(row.now);
}
