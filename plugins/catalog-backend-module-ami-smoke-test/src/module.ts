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
  AmiSmokeTestClient,
  PLUGIN_ID,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { readFamiliesConfig } from './config';
import { FamilyEntityProvider } from './FamilyEntityProvider';

/** Registers an image family in the catalog, `kind: Resource`, `spec.type: ami`, on its first build. @public */
export const catalogModuleAmiSmokeTest = createBackendModule({
  pluginId: 'catalog',
  moduleId: PLUGIN_ID,
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        logger: coreServices.logger,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, config, discovery, scheduler, ...services }) {
        const { owner, schedule } = readFamiliesConfig(config);
        const client = new AmiSmokeTestClient({ discoveryApi: discovery });
        services.processing.addEntityProvider(
          new FamilyEntityProvider({
            ...services,
            auth,
            owner,
            tasks: scheduler.createScheduledTaskRunner(schedule),
            async listFamilies() {
              const { token } = await auth.getPluginRequestToken({
                onBehalfOf: await auth.getOwnServiceCredentials(),
                targetPluginId: PLUGIN_ID,
              });
              return (await client.listFamilies({ token })).items;
            },
          }),
        );
      },
    });
  },
});
