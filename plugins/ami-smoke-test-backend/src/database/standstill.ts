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
import { isPostgres } from './clock';

/** Less than a lease: what a frozen process has locked is free by the time its runs are. */
const STANDSTILL_MS = 5_000;

/**
 * A column to select together with the first lock of a transaction: from then on PostgreSQL ends the transaction when nothing
 * comes for so long. Else a process that freezes in the middle of a write would keep its locks, and nobody could go on with the
 * run, or claim any.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT
 */
export function endsAtStandstill(trx: Knex): Knex.Raw {
  return isPostgres(trx)
    ? trx.raw("set_config('idle_in_transaction_session_timeout', ?, true)", [
        String(STANDSTILL_MS),
      ])
    : trx.raw('null');
}
