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
  buildReadPermission,
  evidenceReadPermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  buildConditions,
  createBuildConditionalDecision,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import {
  type BackendFeature,
  coreServices,
  createServiceFactory,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type { EventParams } from '@backstage/plugin-events-node';
import type { Knex } from 'knex';
import type { JsonObject } from '@backstage/types';
import request, { type Test } from 'supertest';
import { amiSmokeTestPlugin } from '../plugin';
import type { World } from './startWorld';

const ALLOW = { result: AuthorizeResult.ALLOW } as const;
const DENY = { result: AuthorizeResult.DENY } as const;

/** Who may do what in the tests: the admin everything, the developer read web families, everybody else nothing. */
function decide(userEntityRef: string, permission: Permission): PolicyDecision {
  switch (userEntityRef) {
    case 'user:default/admin':
      return ALLOW;
    case 'user:default/developer':
      return permission.name === buildReadPermission.name
        ? createBuildConditionalDecision(
            buildReadPermission,
            buildConditions.hasFamily({ families: ['web-*'] }),
          )
        : DENY;
    case 'user:default/watcher':
      return permission.name === evidenceReadPermission.name ? ALLOW : DENY;
    default:
      return DENY;
  }
}

/** Decides as a policy for users would, and allows services what Backstage allows an unrestricted one: everything. */
const permissions: PermissionsService = {
  authorize: async (requests, { credentials }) =>
    requests.map(({ permission }) => {
      const { result } = decideFor(credentials.principal, permission);
      return result === AuthorizeResult.ALLOW ? ALLOW : DENY;
    }),
  authorizeConditional: async (requests, { credentials }) =>
    requests.map(({ permission }) =>
      decideFor(credentials.principal, permission),
    ),
};

function decideFor(principal: unknown, permission: Permission): PolicyDecision {
  const { userEntityRef } = principal as { userEntityRef?: string };
  return userEntityRef ? decide(userEntityRef, permission) : ALLOW;
}

/** The API as its callers see it. */
export interface TestApi {
  url: string;
  get(path: string, caller?: string): Test;
  post(path: string, body: object, caller?: string): Test;
  delete(path: string, caller?: string): Test;
  /** What was published for others, oldest first. */
  published: EventParams[];
  stop(): Promise<void>;
}

/** The header of a service or user, e.g. `external:packer` or `user:default/admin`. */
export function headerOf(caller: string): string {
  return caller.startsWith('user:')
    ? mockCredentials.user.header(caller)
    : mockCredentials.service.header({
        onBehalfOf: mockCredentials.service(caller),
        targetPluginId: 'ami-smoke-test',
      });
}

/**
 * Starts a backend with the plugin in it.
 *
 * @param options - `config`: instead of the world's; `features`: what else there is
 */
export async function startBackend(
  world: World,
  options: { knex: Knex; config?: JsonObject; features?: BackendFeature[] },
): Promise<TestApi> {
  const published: EventParams[] = [];
  const events = mockServices.events.mock({
    publish: async event => {
      published.push(event);
    },
  });
  const backend = await startTestBackend({
    features: [
      amiSmokeTestPlugin,
      mockServices.rootConfig.factory({ data: options.config ?? world.config }),
      mockServices.httpAuth.factory({
        defaultCredentials: mockCredentials.none(),
      }),
      mockServices.database.factory({ knex: options.knex }),
      events.factory,
      ...(options.features ?? []),
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () => permissions,
      }),
    ],
  });
  const url = `http://127.0.0.1:${backend.server.port()}/api/ami-smoke-test`;
  const api = request(url);
  return {
    url,
    get: (path, caller = 'external:packer') =>
      api.get(path).set('authorization', headerOf(caller)),
    post: (path, body, caller = 'external:packer') =>
      api.post(path).set('authorization', headerOf(caller)).send(body),
    delete: (path, caller = 'external:packer') =>
      api.delete(path).set('authorization', headerOf(caller)),
    published,
    stop: () => backend.stop(),
  };
}
