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
import type { Knex } from 'knex';
import { alone, LOCKS } from './alone';
import { inChunks } from './chunks';
import { databaseClock, databaseNow } from './clock';
import type {
  FindingRecord,
  Known,
  LookRecord,
  NewFinding,
  Place,
  ReaperStore,
  RunState,
} from './ReaperStore';
import type { LedgerRecord } from './records';
import { ledgerFromRow, storable, toDate } from './rows';
import {
  FINDINGS,
  LEDGER,
  LOOKS,
  RUNS,
  type FindingRow,
  type LedgerRow,
  type LookRow,
  type RunRow,
} from './tables';

/** How long findings that are done with are shown, and kept. */
const SHOWN_MS = 7 * 24 * 60 * 60 * 1000;
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
const SHOWN_AT_MOST = 500;
const ADDED_AT_ONCE = 100;

type RunStateRow = Pick<RunRow, 'id' | 'stage' | 'finished_at'>;
type JoinedRun = Omit<RunStateRow, 'id'>;

const OPEN_STATES: LedgerRecord['state'][] = ['intended', 'exists'];
const OPEN_ACTIONS: NewFinding['action'][] = ['left', 'removing'];

/** The reaper's part of the database. */
export class DatabaseReaperStore implements ReaperStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  alone<T>(
    options: { heldMs: number },
    work: (confirm: () => Promise<void>) => Promise<T>,
  ): Promise<T | undefined> {
    return alone(this.#db, LOCKS.reaper, work, options);
  }

  async now(): Promise<Date> {
    return new Date(await databaseNow(this.#db));
  }

  async places(): Promise<Place[]> {
    const columns = { accountId: 'account_id', region: 'region' };
    return this.#db
      .select(columns)
      .from(LEDGER)
      .whereIn('state', OPEN_STATES)
      .union(
        this.#db.select(columns).from(FINDINGS).whereIn('action', OPEN_ACTIONS),
      );
  }

  async known(
    { accountId, region }: Place,
    things: { resourceIds: string[]; runIds: string[] },
  ): Promise<Known> {
    // Runs first: one that ends meanwhile then looks as if it had not, and is left alone.
    const runs: RunStateRow[] = await inChunks(things.runIds, chunk =>
      this.#db(RUNS).select('id', 'stage', 'finished_at').whereIn('id', chunk),
    );
    const rowsBy = (column: keyof LedgerRow, values: string[]) =>
      inChunks(
        values,
        (chunk): PromiseLike<(LedgerRow & JoinedRun)[]> =>
          this.#db(LEDGER)
            .select(`${LEDGER}.*`, `${RUNS}.stage`, `${RUNS}.finished_at`)
            .join(RUNS, `${RUNS}.id`, `${LEDGER}.run_id`)
            .where({
              [`${LEDGER}.account_id`]: accountId,
              [`${LEDGER}.region`]: region,
            })
            .whereIn(`${LEDGER}.${column}`, chunk),
      );
    const rows = [
      ...(await rowsBy('resource_id', things.resourceIds)),
      ...(await rowsBy('run_id', things.runIds)),
    ];
    return {
      rows: [...new Map(rows.map(row => [row.id, row])).values()].map(row => ({
        entry: ledgerFromRow(row),
        run: runState({ ...row, id: row.run_id }),
      })),
      runs: new Map(runs.map(run => [run.id, runState(run)])),
    };
  }

  async abandoned({ accountId, region }: Place): Promise<LedgerRecord[]> {
    const rows: LedgerRow[] = await this.#db(LEDGER)
      .select(`${LEDGER}.*`)
      .join(RUNS, `${RUNS}.id`, `${LEDGER}.run_id`)
      .where({
        [`${LEDGER}.account_id`]: accountId,
        [`${LEDGER}.region`]: region,
        [`${RUNS}.stage`]: 'finished',
      })
      .whereIn(`${LEDGER}.state`, OPEN_STATES)
      .orderBy([`${LEDGER}.intended_at`, `${LEDGER}.id`]);
    return rows.map(ledgerFromRow);
  }

  async settleAbandoned(
    ledgerId: string,
    changes: Parameters<ReaperStore['settleAbandoned']>[1],
  ): Promise<void> {
    const { state, resourceId, proof } = changes;
    await this.#db(LEDGER)
      .where('id', ledgerId)
      .whereIn('run_id', this.#db(RUNS).select('id').where('stage', 'finished'))
      .update({
        state,
        resource_id: resourceId,
        proof: storable(proof),
        ...(state === 'gone' && { gone_at: databaseClock(this.#db) }),
      });
  }

  async note(findings: NewFinding[]): Promise<NewFinding[]> {
    const byThing = new Map(
      findings.map(finding => [keyOf(stored(finding)), finding]),
    );
    const before = await this.#stored([...byThing.values()]);
    const last_seen_at = databaseClock(this.#db);
    const news: NewFinding[] = [];
    const additions: object[] = [];
    const unchanged: string[] = [];
    for (const [key, finding] of byThing) {
      const row = stored(finding);
      const known = before.get(key);
      if (known && isSaidAlready(row, known)) {
        unchanged.push(known.id);
        continue;
      }
      news.push(finding);
      if (known) {
        await this.#db(FINDINGS)
          .where('id', known.id)
          .update({ ...row, last_seen_at });
      } else {
        additions.push({
          ...row,
          id: randomUUID(),
          first_seen_at: last_seen_at,
          last_seen_at,
        });
      }
    }
    for (let at = 0; at < additions.length; at += ADDED_AT_ONCE) {
      await this.#db(FINDINGS).insert(additions.slice(at, at + ADDED_AT_ONCE));
    }
    await inChunks(unchanged, async chunk => {
      await this.#db(FINDINGS).whereIn('id', chunk).update({ last_seen_at });
      return [];
    });
    return news;
  }

  /** What is written down of the same things. */
  async #stored(findings: NewFinding[]): Promise<Map<string, FindingRow>> {
    const rows: FindingRow[] = await inChunks(
      findings.map(({ resourceId }) => resourceId),
      chunk =>
        this.#db(FINDINGS)
          .whereIn('account_id', distinct(findings, 'accountId'))
          .whereIn('region', distinct(findings, 'region'))
          .whereIn('kind', distinct(findings, 'kind'))
          .whereIn('resource_id', chunk),
    );
    return new Map(rows.map(row => [keyOf(row), row]));
  }

  async openFindings({ accountId, region }: Place): Promise<FindingRecord[]> {
    const rows: FindingRow[] = await this.#db(FINDINGS)
      .where({ account_id: accountId, region })
      .whereIn('action', OPEN_ACTIONS);
    return rows.map(findingFromRow);
  }

  async findings(): Promise<FindingRecord[]> {
    const now = await databaseNow(this.#db);
    const rows: FindingRow[] = await this.#db(FINDINGS)
      .whereIn('action', OPEN_ACTIONS)
      .orWhere('last_seen_at', '>', now - SHOWN_MS)
      .orderBy([
        { column: 'last_seen_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(SHOWN_AT_MOST);
    return rows.map(findingFromRow);
  }

  async forgetOldFindings(): Promise<void> {
    const now = await databaseNow(this.#db);
    await this.#db(FINDINGS)
      .whereNotIn('action', OPEN_ACTIONS)
      .where('last_seen_at', '<', now - KEPT_MS)
      .delete();
  }

  async looked({ accountId, region }: Place, trouble?: string): Promise<void> {
    await this.#db(LOOKS)
      .insert({
        account_id: accountId,
        region,
        looked_at: databaseClock(this.#db),
        trouble: storable(trouble) ?? null,
      })
      .onConflict(['account_id', 'region'])
      .merge();
  }

  async looks(): Promise<LookRecord[]> {
    const rows: LookRow[] = await this.#db(LOOKS).orderBy([
      'account_id',
      'region',
    ]);
    return rows.map(row => ({
      accountId: row.account_id,
      region: row.region,
      lookedAt: toDate(row.looked_at),
      trouble: row.trouble ?? undefined,
    }));
  }
}

function runState({ id, stage, finished_at }: RunStateRow): RunState {
  return {
    id,
    stage,
    finishedAt: finished_at === null ? undefined : toDate(finished_at),
  };
}

/** What a finding says, as it is stored. */
function stored(finding: NewFinding) {
  return {
    account_id: finding.accountId,
    region: finding.region,
    kind: finding.kind,
    resource_id: finding.resourceId,
    name: finding.name ?? null,
    run_id: finding.runId ?? null,
    why: storable(finding.why),
    action: finding.action,
    detail: storable(finding.detail) ?? null,
  };
}

function keyOf(
  row: Pick<FindingRow, 'account_id' | 'region' | 'kind' | 'resource_id'>,
): string {
  return [row.account_id, row.region, row.kind, row.resource_id].join(' ');
}

function isSaidAlready(
  row: ReturnType<typeof stored>,
  before: FindingRow,
): boolean {
  return (
    before.action === row.action &&
    before.why === row.why &&
    before.detail === row.detail
  );
}

function distinct<Key extends keyof NewFinding>(
  findings: NewFinding[],
  key: Key,
): NewFinding[Key][] {
  return [...new Set(findings.map(finding => finding[key]))];
}

function findingFromRow(row: FindingRow): FindingRecord {
  return {
    id: row.id,
    accountId: row.account_id,
    region: row.region,
    kind: row.kind,
    resourceId: row.resource_id,
    name: row.name ?? undefined,
    runId: row.run_id ?? undefined,
    why: row.why,
    action: row.action,
    detail: row.detail ?? undefined,
    firstSeenAt: toDate(row.first_seen_at),
    lastSeenAt: toDate(row.last_seen_at),
  };
}
