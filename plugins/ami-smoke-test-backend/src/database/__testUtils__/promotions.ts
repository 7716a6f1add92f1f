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
  Image,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type {
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { DatabasePromotionStore } from '../DatabasePromotionStore';
import { DatabasePublicationStore } from '../DatabasePublicationStore';
import type {
  ActRecord,
  PromotionReader,
  PromotionTransaction,
} from '../PromotionStore';
import type { BuildRecord, NewBuild } from '../records';
import { ACCOUNT, newBuild, newRun, TestStore } from './store';

export const FAMILY = 'web-base';
export const MANAGER = 'user:default/manager';

const TABLES = [
  'smoke_test_promotion_acts',
  'smoke_test_assignments',
  'smoke_test_promoted_images',
  'smoke_test_publications',
  'smoke_test_publication_losses',
  'smoke_test_promotion_notices',
];

/** An image of the account that tests are of. */
export function image(imageId: string, region = 'us-east-1'): Image {
  return { accountId: ACCOUNT, region, imageId };
}

/** The stores of promotion on a new database, and the acts that tests share. They decide nothing: what is asked for is done. */
export class TestPromotions {
  static async create(databases: TestDatabases, id: TestDatabaseId) {
    return new TestPromotions(await TestStore.create(databases, id));
  }

  readonly test: TestStore;
  readonly store: DatabasePromotionStore;
  readonly publications: DatabasePublicationStore;

  private constructor(test: TestStore) {
    this.test = test;
    this.store = new DatabasePromotionStore(test.knex);
    this.publications = new DatabasePublicationStore(test.knex);
  }

  async clear() {
    await this.test.clear();
    for (const table of TABLES) await this.test.knex(table).delete();
  }

  /** A build of these images, each with one run. */
  accept(images: Image[], family = FAMILY): Promise<BuildRecord> {
    return this.test.accept({
      family,
      images: images.map(({ region, imageId }) => ({ region, imageId })),
      runs: images.map(newRun),
    });
  }

  /** A build that is finished: each image on each instance type, with these verdicts in that order, again and again. */
  async tested(
    images: Image[],
    options: {
      verdicts?: Verdict[];
      instanceTypes?: string[];
      /** Where the runs ran in the end, if elsewhere. */
      ranOn?: string;
    } & Partial<NewBuild> = {},
  ): Promise<BuildRecord> {
    const {
      verdicts = ['passed'],
      instanceTypes = ['t3.micro'],
      ranOn,
      ...changes
    } = options;
    const { profile } = newBuild();
    const { build, claims } = await this.test.acceptAndClaim({
      family: FAMILY,
      profile: { ...profile, instanceTypes },
      images: images.map(({ region, imageId }) => ({ region, imageId })),
      runs: images.flatMap(({ region, imageId }) =>
        instanceTypes.map(instanceType =>
          newRun({ region, imageId, instanceType }),
        ),
      ),
      ...changes,
    });
    for (const [at, claim] of claims.entries()) {
      await this.test.store.updateRun(claim, {
        stage: 'finished',
        verdict: verdicts[at % verdicts.length],
        cleanup: 'clean',
        instanceType: ranOn,
      });
    }
    return build;
  }

  /** Puts what is there of a build on a channel. */
  promote(
    build: BuildRecord,
    channel: string,
    changes: Partial<ActRecord> = {},
  ): Promise<ActRecord> {
    return this.store.inFamily(build.family, async transaction => {
      const images = await transaction.imagesOf(build.id);
      const act = await transaction.addAct({
        ...actOf(build, images),
        channel,
        ...changes,
      });
      await transaction.assign(act, images);
      return act;
    });
  }

  /** Leaves a channel empty on which the build is. */
  clearChannel(build: BuildRecord, channel: string): Promise<ActRecord> {
    return this.store.inFamily(build.family, async transaction => {
      const act = await transaction.addAct({
        ...actOf(build, []),
        type: 'clearing',
        channel,
      });
      await transaction.assign(act, []);
      return act;
    });
  }

  revoke(build: BuildRecord, reason: string): Promise<ActRecord> {
    return this.store.inFamily(build.family, transaction =>
      revokeIn(transaction, build, reason),
    );
  }
}

async function revokeIn(
  transaction: PromotionTransaction,
  build: BuildRecord,
  reason: string,
): Promise<ActRecord> {
  const images = await transaction.imagesOf(build.id);
  const act = await transaction.addAct({
    ...actOf(build, images),
    type: 'revocation',
    reason,
  });
  await transaction.revoke(act);
  return act;
}

/** The part that every act of a build has. */
export function actOf(
  { id, family }: BuildRecord,
  images: Image[],
): Omit<ActRecord, 'id' | 'at'> {
  return { type: 'promotion', family, buildId: id, images, by: MANAGER };
}

/** What is on a channel, by region. */
export async function imagesOn(
  reader: PromotionReader,
  channel: string,
  family = FAMILY,
): Promise<Record<string, string | undefined>> {
  const rows = await reader.assignments([family]);
  return Object.fromEntries(
    rows
      .filter(row => row.channel === channel)
      .map(({ region, imageId }) => [region, imageId]),
  );
}
