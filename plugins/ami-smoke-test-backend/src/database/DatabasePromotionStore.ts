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
import { alone, LOCKS, type Confirm } from './alone';
import { listActs } from './promotion/acts';
import { DatabasePromotionReader } from './promotion/DatabasePromotionReader';
import {
  entityRefsOf,
  newestPassed,
  newestRetest,
  newestRetests,
} from './promotion/evidence';
import { inFamily } from './promotion/inFamily';
import {
  addNotice,
  notice,
  noticeTried,
  unsentNotices,
} from './promotion/notices';
import { promotionOf } from './promotion/promotedImages';
import { latestStays } from './promotion/stays';
import { waiver } from './promotion/waivers';
import type {
  ActRecord,
  NewNotice,
  PromotionStore,
  PromotionTransaction,
} from './PromotionStore';

/** Promotion's part of the database. The schema is brought up to date by `DatabaseSmokeTestStore`. */
export class DatabasePromotionStore
  extends DatabasePromotionReader
  implements PromotionStore
{
  readonly #db: Knex;
  readonly #listeners: ((acts: ActRecord[]) => void)[] = [];

  constructor(db: Knex) {
    super(db);
    this.#db = db;
  }

  onChange(listener: (acts: ActRecord[]) => void) {
    this.#listeners.push(listener);
  }

  async inFamily<T>(
    family: string,
    decide: (transaction: PromotionTransaction) => Promise<T>,
  ) {
    const { decided, acts } = await inFamily(this.#db, family, decide);
    if (acts.length > 0) {
      for (const listener of this.#listeners) listener(acts);
    }
    return decided;
  }

  acts(
    filter: Parameters<PromotionStore['acts']>[0],
    page: Parameters<PromotionStore['acts']>[1],
  ) {
    return listActs(this.#db, filter, page);
  }

  waiver(waiverId: string) {
    return waiver(this.#db, waiverId);
  }

  promotionOf(buildIds: string[]) {
    return promotionOf(this.#db, buildIds);
  }

  newestPassed(family: string) {
    return newestPassed(this.#db, family);
  }

  latestStays(families: string[]) {
    return latestStays(this.#db, families);
  }

  entityRefsOf(buildIds: string[]) {
    return entityRefsOf(this.#db, buildIds);
  }

  newestRetests(asked: { images: Image[]; profileName: string }[]) {
    return newestRetests(this.#db, asked);
  }

  newestRetest(images: Image[], profileName: string) {
    return newestRetest(this.#db, images, profileName);
  }

  addNotice(tiding: NewNotice) {
    return addNotice(this.#db, tiding);
  }

  notice(key: string) {
    return notice(this.#db, key);
  }

  unsentNotices(limit: number) {
    return unsentNotices(this.#db, limit);
  }

  noticeTried(key: string, sent: boolean) {
    return noticeTried(this.#db, key, sent);
  }

  tendAlone<T>(action: (confirm: Confirm) => Promise<T>) {
    return alone(this.#db, LOCKS.tending, action);
  }
}
