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

import {
  PLUGIN_ID,
  TAGS,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { publishersExtensionPoint } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { BUILT_IN_GRANTS } from './access/grants';
import { PromotionAccess } from './access/PromotionAccess';
import { registerPermissions } from './access/registerPermissions';
import { SmokeTestAccess } from './access/SmokeTestAccess';
import { S3Archive } from './archive/S3Archive';
import { Uploader } from './archive/Uploader';
import { BuildAdmission } from './builds/BuildAdmission';
import { BuildService } from './builds/BuildService';
import { BuildViews } from './builds/BuildViews';
import { FamilyReader } from './builds/FamilyReader';
import { ImageInspector } from './builds/ImageInspector';
import { Profiles } from './builds/Profiles';
import { RunReader } from './builds/RunReader';
import { Verifications } from './builds/Verifications';
import { BuildChanges } from './changes/BuildChanges';
import { EventReader } from './changes/EventReader';
import { Comparisons } from './comparison/Comparisons';
import { readSmokeTestConfig } from './config';
import { DatabaseCounts } from './database/DatabaseCounts';
import { DatabasePromotionStore } from './database/DatabasePromotionStore';
import { DatabasePublicationStore } from './database/DatabasePublicationStore';
import { DatabaseReaperStore } from './database/DatabaseReaperStore';
import { DatabaseSmokeTestStore } from './database/DatabaseSmokeTestStore';
import { AwsEc2Gateway } from './ec2/AwsEc2Gateway';
import { startEngine } from './engine';
import { foreignDatabase } from './foreignDatabase';
import { LedgerReader } from './ledger/LedgerReader';
import { Reaper } from './ledger/Reaper';
import { SmokeTestMetrics } from './metrics/SmokeTestMetrics';
import { startPromotion } from './promotion/startPromotion';
import { PublisherRegistry } from './publishing/PublisherRegistry';
import { Retention } from './retention/Retention';
import { createRouter } from './router/createRouter';
import { COOKIE_PATHS } from './router/evidence';

/** Launches every AMI that Packer builds, films its boot, and asks its service whether it works. @public */
export const amiSmokeTestPlugin = createBackendPlugin({
  pluginId: PLUGIN_ID,
  register(env) {
    const publishers = new PublisherRegistry();
    env.registerExtensionPoint(publishersExtensionPoint, publishers);
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(services) {
        const { database, httpAuth, httpRouter, lifecycle, logger } = services;
        const config = readSmokeTestConfig(services.config);
        const credentials = DefaultAwsCredentialsManager.fromConfig(
          services.config,
        );
        const store = await DatabaseSmokeTestStore.create({ database });
        const foreign = await foreignDatabase(store, config.owner);
        if (foreign) logger.warn(foreign);
        const knex = await database.getClient();
        const counts = new DatabaseCounts(knex);
        const metrics = new SmokeTestMetrics({
          metrics: services.metrics,
          counts,
          logger,
          regions: Object.values(config.profiles).flatMap(({ regions }) =>
            Object.keys(regions),
          ),
        });
        const appBaseUrl = services.config.getOptionalString('app.baseUrl');
        const changes = new BuildChanges({
          store,
          signals: services.signals,
          events: services.events,
          logger,
          appBaseUrl,
        });
        const events = new EventReader(store);
        store.onEvents(written => {
          changes.told(written);
          events.told(written);
        });
        const archive = S3Archive.fromConfig(config, credentials);
        let replicas = 1;
        const gateway = new AwsEc2Gateway({
          ...config.ec2,
          credentials,
          replicas: () => replicas,
          onThrottled: (api, region) => metrics.throttled(api, region),
          logger,
        });
        const engine = startEngine({
          resting: foreign !== undefined,
          store,
          gateway,
          archive,
          config,
          logger,
          meter: metrics,
          onReplicas: count => {
            replicas = count;
          },
        });
        const uploader = new Uploader({
          archive,
          store,
          tags: runId => ({ [TAGS.run]: runId, [TAGS.owner]: config.owner }),
          logger,
        });
        if (!foreign) uploader.start();
        const retention = new Retention({
          store,
          archive,
          policy: config.retention,
          everyMinutes: config.retention.everyMinutes,
          auditor: services.auditor,
          logger,
        });
        if (config.retention.enabled && !foreign) retention.start();
        const reaperStore = new DatabaseReaperStore(knex);
        const reaper = new Reaper({
          store: reaperStore,
          installation: store,
          gateway,
          config,
          auditor: services.auditor,
          logger,
          onRemoved: finding => metrics.reaped(finding),
        });
        reaper.start();

        registerPermissions(services.permissionsRegistry, store);
        const promotionStore = new DatabasePromotionStore(knex);
        const views = new BuildViews({
          store,
          promotions: promotionStore,
          appBaseUrl,
        });
        const runs = new RunReader({ store, archive, views });
        const profiles = new Profiles({
          profiles: config.profiles,
          store,
          appBaseUrl,
        });
        const images = new ImageInspector({ gateway });
        const admission = new BuildAdmission({
          store,
          archive,
          images,
          views,
          closed: foreign,
          onAccepted: () => engine.hint(),
        });
        const verifications = new Verifications({ profiles, admission });
        const promotion = startPromotion({
          store,
          promotionStore,
          publicationStore: new DatabasePublicationStore(knex),
          gateway,
          admission,
          credentials,
          publishers,
          config,
          appBaseUrl,
          counts,
          resting: foreign !== undefined,
          services,
        });
        const access = {
          permissions: services.permissions,
          permissionsRegistry: services.permissionsRegistry,
          grants: [...BUILT_IN_GRANTS, ...config.access],
        };
        const shutdown = new AbortController();
        httpRouter.use(
          createRouter({
            builds: new BuildService({
              store,
              archive,
              kept: config.retention.keep,
              images,
              admission,
              profiles,
              views,
              verifications,
            }),
            profiles,
            verifications,
            runs,
            ledger: new LedgerReader({ store, reaper: reaperStore }),
            families: new FamilyReader({ store, views }),
            events,
            comparisons: new Comparisons({ store, runs }),
            store,
            ...promotion,
            promotionStore,
            closed: foreign,
            access: new SmokeTestAccess(access),
            promotionAccess: new PromotionAccess({
              ...access,
              channels: config.promotion.channels,
              owners: promotion.owners,
            }),
            httpAuth,
            auditor: services.auditor,
            logger,
            shutdown: shutdown.signal,
          }),
        );
        for (const path of COOKIE_PATHS) {
          httpRouter.addAuthPolicy({ path, allow: 'user-cookie' });
        }
        lifecycle.addShutdownHook(async () => {
          shutdown.abort();
          await promotion.stop();
          await engine.stop();
          await reaper.stop();
          await uploader.stop();
          await retention.stop();
          await changes.stop();
        });
      },
    });
  },
});
