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
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  EVENT_TOPIC,
  type BuildChangedEvent,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { Router } from 'express';
import catalogModuleAmiSmokeTest from '..';
import type { FamilyRef } from '../familyEntity';

const PATIENCE_MS = 20_000;

/** The AMI Smoke Test backend, as far as the module asks it. */
interface SmokeTestAnswers {
  /** What `GET /families` answers. */
  families: FamilyRef[];
  /** How many times `GET /families` says first that it is not there yet. */
  unavailable: number;
  /** Who has asked for families. */
  askers: string[];
}

/** A real catalog with the module, beside an AMI Smoke Test backend that is only what the module asks. */
export interface CatalogWorld {
  smokeTest: SmokeTestAnswers;
  /** What the module has logged as a warning or worse. */
  complaints: string[];
  /** Waits until all families have been asked for and the catalog has been told. */
  refresh(): Promise<void>;
  /** Removes entities that no file describes any more. */
  removeOrphans(): Promise<void>;
  publish(event: BuildChangedEvent): Promise<void>;
  /** Writes the file that the catalog reads every second. */
  writeFile(yaml: string): void;
  /** The entity, as soon as it is as it should be. */
  entity(
    ref: string,
    isSo: (entity: Entity | undefined) => boolean,
  ): Promise<Entity | undefined>;
  close(): Promise<void>;
}

export async function startCatalog(): Promise<CatalogWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ami-smoke-test-catalog-'));
  const file = join(folder, 'catalog-info.yaml');
  writeFileSync(file, '');
  const scheduler = mockServices.scheduler();
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const events = mockServices.events();

  const smokeTest: SmokeTestAnswers = {
    families: [],
    unavailable: 0,
    askers: [],
  };
  const backend = await startTestBackend({
    features: [
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://localhost', listen: '127.0.0.1:0' },
          catalog: {
            locations: [{ type: 'file', target: file }],
            rules: [{ allow: ['Resource'] }],
            processingInterval: { seconds: 1 },
            providers: { amiSmokeTest: { owner: 'platform' } },
          },
        },
      }),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      createServiceFactory({
        service: coreServices.logger,
        deps: {},
        factory: () => logger,
      }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => events,
      }),
      catalogPlugin,
      smokeTestPlugin(smokeTest),
      catalogModuleAmiSmokeTest,
    ],
  });
  const { port } = backend.server.address() as AddressInfo;

  return {
    smokeTest,
    get complaints() {
      return [...logger.warn.mock.calls, ...logger.error.mock.calls].map(
        ([message]) => String(message),
      );
    },
    async refresh() {
      await scheduler.triggerTask('ami-smoke-test-families');
    },
    async removeOrphans() {
      await scheduler.triggerTask('catalog_orphan_cleanup');
    },
    async publish(eventPayload) {
      await events.publish({ topic: EVENT_TOPIC, eventPayload });
    },
    writeFile: yaml => writeFileSync(file, yaml),
    async entity(ref, isSo) {
      const [, kind, namespace, name] = /(.+):(.+)\/(.+)/.exec(ref) ?? [];
      const url = `http://127.0.0.1:${port}/api/catalog/entities/by-name/${kind}/${namespace}/${name}`;
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const response = await fetch(url);
        const entity: Entity | undefined = response.ok
          ? await response.json()
          : undefined;
        if (isSo(entity)) return entity;
        if (Date.now() > deadline) {
          throw new Error(`${ref} is ${JSON.stringify(entity)}`);
        }
        await setTimeout(100);
      }
    },
    async close() {
      await backend.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function smokeTestPlugin(answers: SmokeTestAnswers) {
  return createBackendPlugin({
    pluginId: 'ami-smoke-test',
    register(env) {
      env.registerInit({
        deps: {
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
        },
        async init({ httpAuth, httpRouter }) {
          const router = Router();
          router.get('/families', async (request, response) => {
            const { principal } = await httpAuth.credentials(request, {
              allow: ['service'],
            });
            answers.askers.push(principal.subject);
            if (answers.unavailable > 0) {
              answers.unavailable -= 1;
              response.status(503).end();
            } else {
              response.json({ items: answers.families });
            }
          });
          httpRouter.use(router);
        },
      });
    },
  });
}
