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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import type {
  ActRecord,
  NewAct,
  NewNotice,
  PromotionTransaction,
} from '../PromotionStore';
import { addAct } from './acts';
import { assign } from './assignments';
import { DatabasePromotionReader } from './DatabasePromotionReader';
import { addNotice } from './notices';
import { revokeImages } from './promotedImages';

/** Reads and writes in one transaction, about one family. */
export class DatabasePromotionTransaction
  extends DatabasePromotionReader
  implements PromotionTransaction
{
  readonly #trx: Knex.Transaction;
  readonly #family: string;
  /** Those that were added. */
  readonly acts: ActRecord[] = [];

  constructor(trx: Knex.Transaction, family: string) {
    super(trx);
    this.#trx = trx;
    this.#family = family;
  }

  async addAct(act: NewAct) {
    if (act.family !== this.#family) {
      throw new Error(
        `An act of ${act.family} cannot be added while ${
          this.#family
        } is decided about`,
      );
    }
    const added = await addAct(this.#trx, act);
    this.acts.push(added);
    return added;
  }

  assign(act: ActRecord, images: Image[]) {
    return assign(this.#trx, act, images);
  }

  revoke(act: ActRecord) {
    return revokeImages(this.#trx, act);
  }

  addNotice(notice: NewNotice) {
    return addNotice(this.#trx, notice);
  }
}
