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
import type { Ledger } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { toLedgerEntry } from '../builds/views';
import type { ReaperStore } from '../database/ReaperStore';
import type { SmokeTestStore } from '../database/SmokeTestStore';

/** Says what exists in AWS because of us. It trusts that the caller may ask. */
export class LedgerReader {
  readonly #store: Pick<SmokeTestStore, 'openLedger'>;
  readonly #reaper: Pick<ReaperStore, 'findings' | 'looks'>;

  constructor(options: {
    store: Pick<SmokeTestStore, 'openLedger'>;
    reaper: Pick<ReaperStore, 'findings' | 'looks'>;
  }) {
    this.#store = options.store;
    this.#reaper = options.reaper;
  }

  async read(): Promise<Ledger> {
    const [entries, findings, looks] = await Promise.all([
      this.#store.openLedger(),
      this.#reaper.findings(),
      this.#reaper.looks(),
    ]);
    return {
      items: entries.map(toLedgerEntry),
      findings: findings.map(({ firstSeenAt, lastSeenAt, ...finding }) => ({
        ...finding,
        firstSeenAt: firstSeenAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
      })),
      lookedAt: looks.map(({ lookedAt, ...look }) => ({
        ...look,
        at: lookedAt.toISOString(),
      })),
    };
  }
}
