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
  RetestState,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  mockServices,
  type TestDatabaseId,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import { until } from '../../../__testUtils__/until';
import { BuildAdmission } from '../../../builds/BuildAdmission';
import { BuildViews } from '../../../builds/BuildViews';
import { ImageInspector } from '../../../builds/ImageInspector';
import type { SmokeTestConfig } from '../../../config';
import { DatabasePromotionStore } from '../../../database/DatabasePromotionStore';
import type { BuildRecord } from '../../../database/records';
import { AwsEc2Gateway } from '../../../ec2/AwsEc2Gateway';
import { EngineWorld } from '../../../engine/__testUtils__/EngineWorld';
import {
  ACCOUNT,
  profile,
  REGION,
} from '../../../engine/__testUtils__/profile';
import { AvailabilityReader } from '../../gate/AvailabilityReader';
import { Gate } from '../../gate/Gate';
import { type PromotionConfig, promotionSchema } from '../../policy';
import { Promotions } from '../../Promotions';
import { RetestReader } from '../../RetestReader';
import { Tending } from '../Tending';

export const FAMILY = 'web-base';

/** A notification that was sent. */
export interface Sent {
  to: string[];
  title: string;
  scope?: string;
}

/** Everything that promotion does by itself, with engines, an EC2 and a database as they are in production. */
export class TendedWorld {
  static async start(
    databases: TestDatabases,
    databaseId: TestDatabaseId,
    channels: Record<string, unknown>,
  ) {
    const world = await EngineWorld.start(databases, databaseId);
    return new TendedWorld(world, promotionSchema.parse({ channels }));
  }

  readonly engines: EngineWorld;
  readonly store: DatabasePromotionStore;
  readonly gate: Gate;
  readonly promotions: Promotions;
  readonly sent: Sent[] = [];
  readonly config: Pick<SmokeTestConfig, 'profiles' | 'promotion'>;
  readonly logger = mockServices.logger.mock();
  readonly #admission: BuildAdmission;

  private constructor(engines: EngineWorld, promotion: PromotionConfig) {
    this.engines = engines;
    const { knex, store: builds, archive, ec2 } = engines;
    this.config = { profiles: { default: profile }, promotion };
    this.store = new DatabasePromotionStore(knex);
    const gateway = new AwsEc2Gateway({
      credentials: {
        getCredentialProvider: async () => ({
          sdkCredentialProvider: async () => ({
            accessKeyId: 'AKIAPROMOTION',
            secretAccessKey: 'x',
          }),
        }),
      },
      endpoint: ec2.url,
      requestShare: 1,
      logger: this.logger,
    });
    this.gate = new Gate({
      store: this.store,
      builds,
      availability: new AvailabilityReader({ gateway }),
      config: this.config,
    });
    this.promotions = new Promotions({
      store: this.store,
      gate: this.gate,
      config: promotion,
      plan: async () => [],
    });
    this.#admission = new BuildAdmission({
      store: builds,
      archive,
      images: new ImageInspector({ gateway }),
      views: new BuildViews({ store: builds, promotions: this.store }),
      onAccepted: () => {},
    });
  }

  /** As one replica has it. */
  tending(): Tending {
    return new Tending({
      store: this.store,
      builds: this.engines.store,
      gate: this.gate,
      promotions: this.promotions,
      admission: this.#admission,
      owners: { ownersOf: async () => ['group:default/web'] },
      notifications: {
        send: async ({ recipients, payload }) => {
          if (recipients.type !== 'entity') throw new Error('to everybody');
          this.sent.push({
            to: [recipients.entityRef].flat(),
            title: payload.title,
            scope: payload.scope,
          });
        },
      },
      config: this.config,
      logger: this.logger,
    });
  }

  /** A new image, tested once: nothing is launched for it. */
  async tested(): Promise<{ build: BuildRecord; image: Image }> {
    const { buildId, imageId } = await this.engines.accept({
      profileName: 'default',
    });
    const build = await this.ends(buildId);
    return { build, image: { accountId: ACCOUNT, region: REGION, imageId } };
  }

  /** What is under way ends with a verdict, as an engine would write it. */
  async ends(id: string, verdict: Verdict = 'passed'): Promise<BuildRecord> {
    const { store } = this.engines;
    const claims = await store.claimRuns({
      worker: 'a worker',
      leaseMs: 60_000,
      runsPerRegion: 1000,
      limit: 1000,
    });
    for (const { runId, epoch } of claims) {
      await store.updateRun(
        { runId, epoch },
        { stage: 'finished', verdict, cleanup: 'clean' },
      );
    }
    return this.build(id);
  }

  promote(build: BuildRecord, channel: string) {
    return this.promotions.promote(
      { buildId: build.id, channel, rollBack: false, dryRun: false },
      'user:default/manager',
    );
  }

  async build(id: string): Promise<BuildRecord> {
    const build = await this.engines.store.getBuild(id);
    if (!build) throw new Error(`There is no build ${id}`);
    return build;
  }

  /** Everything that was tested or promoted was so many hours earlier. */
  async letPass(hours: number): Promise<void> {
    const { knex } = this.engines;
    const ms = hours * 3_600_000;
    for (const [table, ...columns] of [
      ['smoke_test_builds', 'created_at', 'verdict_at', 'finished_at'],
      ['smoke_test_runs', 'created_at', 'verdict_at'],
      ['smoke_test_assignments', 'since'],
    ]) {
      for (const column of columns) {
        await knex(table).whereNotNull(column).decrement(column, ms);
      }
    }
  }

  /** The re-tests, the oldest first. */
  async retests(): Promise<BuildRecord[]> {
    const { items } = await this.engines.store.listBuilds(
      { source: 'retest' },
      { limit: 100 },
    );
    return items.reverse();
  }

  /** Waits for an engine to end it. */
  finished(id: string): Promise<BuildRecord> {
    return until(
      () => this.build(id),
      ({ status }) => status === 'finished',
    );
  }

  /** How the page tells of the re-tests of what is on a channel. */
  async retestState(channel: string): Promise<RetestState | undefined> {
    const [here] = await this.store.stays(FAMILY, channel);
    const policy = this.config.promotion.channels[channel];
    return new RetestReader({
      store: this.store,
      notices: this.store,
      builds: this.engines.store,
    }).stateOf({ ...here, channel }, policy, await this.store.now());
  }

  /** The build on a channel. */
  async on(channel: string): Promise<string | undefined> {
    const rows = await this.store.assignments([FAMILY]);
    return rows.find(row => row.channel === channel && row.imageId)?.buildId;
  }

  titles(): string[] {
    return this.sent.map(({ title }) => title);
  }

  /** Nothing was ever tested, promoted or told. */
  async clear(): Promise<void> {
    this.sent.splice(0);
    const { knex } = this.engines;
    for (const table of [
      'smoke_test_promotion_acts',
      'smoke_test_assignments',
      'smoke_test_promoted_images',
      'smoke_test_promotion_notices',
    ]) {
      await knex(table).delete();
    }
  }
}
