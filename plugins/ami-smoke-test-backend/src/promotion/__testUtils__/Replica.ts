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

import type { InterceptedCall } from '@ami-smoke-test/local-ec2';
import { mockServices } from '@backstage/backend-test-utils';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import type { Knex } from 'knex';
import type { SmokeTestConfig } from '../../config';
import { isPostgres } from '../../database/clock';
import { DatabasePublicationStore } from '../../database/DatabasePublicationStore';
import { savePublication } from '../../database/promotion/publications';
import type { PublicationStore } from '../../database/PromotionStore';
import { createPublishers } from '../../publishing/publishers';
import { Reconciler } from '../../publishing/Reconciler';

/** A frozen process loses its lock after so long, on PostgreSQL. */
const FROZEN_MS = 150;

type Save = Parameters<Parameters<PublicationStore['publishAlone']>[0]>[1];

/** Who publishes, on SQLite, of which the real lock is for one process only: here several share it. */
export interface SharedLock {
  holder?: Replica;
}

/** One process that publishes. It can die between any two steps, and freeze until it has lost its lock. */
export class Replica {
  readonly reconciler: Reconciler;
  /** Its calls are known by it. */
  readonly accessKeyId: string;
  readonly #db: Knex;
  readonly #lock: SharedLock;
  readonly #mayFreeze: boolean;
  /** How many more steps it lives: of the lock, and of what it writes. */
  #life: number;

  constructor(options: {
    db: Knex;
    lock: SharedLock;
    config: SmokeTestConfig;
    name: string;
    life?: number;
    mayFreeze?: boolean;
  }) {
    const { db, config, name } = options;
    this.#db = db;
    this.#lock = options.lock;
    this.#mayFreeze = options.mayFreeze ?? false;
    this.#life = options.life ?? Infinity;
    this.accessKeyId = `AKIA${name.toUpperCase()}`;
    this.reconciler = new Reconciler({
      store: this.#mortal(new DatabasePublicationStore(db)),
      publishers: createPublishers(config),
      credentials: credentialsOf(this.accessKeyId),
      config: config.promotion.publishing,
      auditor: mockServices.auditor.mock({
        createEvent: async () => ({
          success: async () => {},
          fail: async () => {},
        }),
      }),
      logger: mockServices.logger.mock(),
    });
  }

  made(call: InterceptedCall): boolean {
    return call.accessKeyId === this.accessKeyId;
  }

  /** Whatever it begins from now on fails. */
  die(): void {
    this.#life = 0;
    this.loseLock();
  }

  /** Somebody else may publish. On PostgreSQL that takes it away by itself. */
  loseLock(): void {
    if (this.#lock.holder === this) this.#lock.holder = undefined;
  }

  #live(): void {
    this.#life -= 1;
    if (this.#life < 0) throw new Error('The process is dead');
  }

  #mortal(store: DatabasePublicationStore): PublicationStore {
    const publishAlone: PublicationStore['publishAlone'] = action => {
      const living = (confirm: () => Promise<void>, save: Save) =>
        action(
          async () => {
            this.#live();
            await confirm();
          },
          async publication => {
            this.#live();
            await save(publication);
          },
        );
      return isPostgres(this.#db)
        ? store.publishAlone(
            living,
            this.#mayFreeze ? { heldMs: FROZEN_MS } : undefined,
          )
        : this.#aloneOnSqlite(living);
    };
    return {
      publishAlone,
      now: () => store.now(),
      dueSubjects: (...args) => store.dueSubjects(...args),
      subjectsOf: (...args) => store.subjectsOf(...args),
      publicationsOf: (...args) => store.publicationsOf(...args),
      recordLoss: async loss => {
        this.#live();
        await store.recordLoss(loss);
      },
      lookAgain: async family => {
        this.#live();
        await store.lookAgain(family);
      },
    };
  }

  async #aloneOnSqlite<T>(
    action: (confirm: () => Promise<void>, save: Save) => Promise<T>,
  ): Promise<T | undefined> {
    if (this.#lock.holder) return undefined;
    this.#lock.holder = this;
    const confirm = async () => {
      if (this.#lock.holder !== this) throw new Error('The lock was lost');
    };
    try {
      return await action(confirm, async publication => {
        await confirm();
        await savePublication(this.#db, publication);
      });
    } finally {
      this.loseLock();
    }
  }
}

/** Any account's, under this access key. */
export function credentialsOf(accessKeyId: string): AwsCredentialsManager {
  const sdkCredentialProvider = async () => ({
    accessKeyId,
    secretAccessKey: 'secret',
  });
  return { getCredentialProvider: async () => ({ sdkCredentialProvider }) };
}
