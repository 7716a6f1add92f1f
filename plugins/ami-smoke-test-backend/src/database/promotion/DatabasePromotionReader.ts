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
import { databaseNow } from '../clock';
import { diagnosesOf } from '../diagnoses';
import type { PromotionReader } from '../PromotionStore';
import { assignments } from './assignments';
import { buildOf, evidenceOf, imagesOf } from './evidence';
import { promotedImages } from './promotedImages';
import { stays } from './stays';
import { waivers } from './waivers';

/** Reads as its connection or transaction sees things. */
export class DatabasePromotionReader implements PromotionReader {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async now() {
    return new Date(await databaseNow(this.#db));
  }

  buildOf(image: Image) {
    return buildOf(this.#db, image);
  }

  imagesOf(buildId: string) {
    return imagesOf(this.#db, buildId);
  }

  evidenceOf(images: Image[]) {
    return evidenceOf(this.#db, images);
  }

  diagnosesOf(runIds: string[]) {
    return diagnosesOf(this.#db, runIds);
  }

  promotedImages(images: Image[]) {
    return promotedImages(this.#db, images);
  }

  stays(family: string, channel: string) {
    return stays(this.#db, family, channel);
  }

  waivers(family: string) {
    return waivers(this.#db, family);
  }

  assignments(families?: string[]) {
    return assignments(this.#db, families);
  }
}
