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
import { alone, LOCKS, type Confirm } from './alone';
import { databaseNow } from './clock';
import {
  lookAgain,
  publicationsOf,
  recordLoss,
  savePublication,
} from './promotion/publications';
import { dueSubjects, subjectsOf } from './promotion/subjects';
import type {
  PublicationRecord,
  PublicationStore,
  PublisherOf,
} from './PromotionStore';

/** The reconciler's part of the database. The schema is brought up to date by `DatabaseSmokeTestStore`. */
export class DatabasePublicationStore implements PublicationStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async now() {
    return new Date(await databaseNow(this.#db));
  }

  dueSubjects(publishers: PublisherOf[], limit: number) {
    return dueSubjects(this.#db, publishers, limit);
  }

  subjectsOf(family: string, publishers: PublisherOf[]) {
    return subjectsOf(this.#db, family, publishers);
  }

  publicationsOf(families?: string[]) {
    return publicationsOf(this.#db, families);
  }

  recordLoss(loss: Parameters<PublicationStore['recordLoss']>[0]) {
    // Not in the transaction of `publishAlone`, which may be lost as well.
    return recordLoss(this.#db, loss);
  }

  lookAgain(family: string) {
    return lookAgain(this.#db, family);
  }

  publishAlone<T>(
    action: (
      confirm: Confirm,
      save: (publication: PublicationRecord) => Promise<void>,
    ) => Promise<T>,
    options?: { heldMs?: number },
  ) {
    return alone(
      this.#db,
      LOCKS.publishing,
      (confirm, own) =>
        action(confirm, publication => savePublication(own, publication)),
      options,
    );
  }
}
