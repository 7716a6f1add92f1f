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
  AuditorService,
  AuthService,
  LoggerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { BuildAdmission } from '../builds/BuildAdmission';
import { PromotionChanges } from '../changes/PromotionChanges';
import type { SmokeTestConfig } from '../config';
import type { DatabaseCounts } from '../database/DatabaseCounts';
import type {
  PromotionStore,
  PublicationStore,
} from '../database/PromotionStore';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { Ec2Gateway } from '../ec2/Ec2';
import { PromotionMetrics } from '../metrics/PromotionMetrics';
import type { PublisherRegistry } from '../publishing/PublisherRegistry';
import { createPublishers } from '../publishing/publishers';
import { Reconciler } from '../publishing/Reconciler';
import { subjectsAfter } from '../publishing/subjectsAfter';
import { Channels } from './Channels';
import { AvailabilityReader } from './gate/AvailabilityReader';
import { Gate } from './gate/Gate';
import { Owners } from './Owners';
import { Promotions } from './Promotions';
import { Tending } from './tending/Tending';

/** What promotion is built from. */
export interface PromotionOptions {
  store: SmokeTestStore;
  promotionStore: PromotionStore;
  publicationStore: PublicationStore;
  gateway: Ec2Gateway;
  admission: BuildAdmission;
  credentials: AwsCredentialsManager;
  publishers: PublisherRegistry;
  config: SmokeTestConfig;
  appBaseUrl?: string;
  counts: DatabaseCounts;
  /** Nothing is published, tested again or told. */
  resting: boolean;
  services: {
    auditor: AuditorService;
    auth: AuthService;
    catalog: CatalogService;
    events: EventsService;
    logger: LoggerService;
    metrics: MetricsService;
    notifications: NotificationService;
    signals: SignalsService;
    userInfo: UserInfoService;
  };
}

/** Decides about channels, and what follows from it. */
export interface Promotion {
  gate: Gate;
  channels: Channels;
  promotions: Promotions;
  owners: Owners;
  stop(): Promise<void>;
}
/** Starts what promotion does by itself, and hands out what its routes ask. */
export function startPromotion(options: PromotionOptions): Promotion {
  const { store, promotionStore, publicationStore, gateway, config, services } =
    options;
  const { logger, auditor } = services;
  const { appBaseUrl } = options;

  const changes = new PromotionChanges(services);
  const publishers = options.publishers.with(createPublishers(config));
  const metrics = new PromotionMetrics({
    ...services,
    counts: options.counts,
    configured: {
      publishers: publishers.map(({ name }) => name),
      channels: Object.keys(config.promotion.channels),
    },
  });
  const reconciler = new Reconciler({
    store: publicationStore,
    publishers,
    credentials: options.credentials,
    config: config.promotion.publishing,
    auditor,
    logger,
    onState: () => changes.told([]),
  });
  promotionStore.onChange(acts => {
    changes.told(acts);
    metrics.decided(acts);
    reconciler.hint();
  });

  const owners = new Owners(services);
  const gate = new Gate({
    store: promotionStore,
    builds: store,
    availability: new AvailabilityReader({ gateway }),
    config,
    appBaseUrl,
  });
  const promotions = new Promotions({
    store: promotionStore,
    gate,
    config: config.promotion,
    plan: async (...decided) =>
      reconciler.plan(
        await subjectsAfter(promotionStore, publishers, ...decided),
      ),
    appBaseUrl,
  });
  const channels = new Channels({
    store: promotionStore,
    publications: publicationStore,
    builds: store,
    gate,
    publishers,
    config: config.promotion,
    appBaseUrl,
  });
  const tending = new Tending({
    ...services,
    store: promotionStore,
    builds: store,
    admission: options.admission,
    gate,
    promotions,
    owners,
    config,
  });
  if (!options.resting) {
    reconciler.start();
    tending.start();
  }
  return {
    gate,
    channels,
    promotions,
    owners,
    async stop() {
      await tending.stop();
      await reconciler.stop();
      await changes.stop();
    },
  };
}
