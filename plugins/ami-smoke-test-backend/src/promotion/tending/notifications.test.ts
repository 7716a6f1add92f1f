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
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import notificationsPlugin from '@backstage/plugin-notifications-backend';
import {
  type NotificationService,
  notificationService,
} from '@backstage/plugin-notifications-node';
import request from 'supertest';
import { TestPromotions } from '../../database/__testUtils__/promotions';
import type { ActRecord, NewNotice } from '../../database/PromotionStore';
import type { BuildRecord } from '../../database/records';
import { promotionDone, promotionRefused } from '../notices';
import { Owners } from '../Owners';
import { Notices } from './Notices';
import { retestFailed, waitingForApproval } from './tidings';

const OWNED = 'resource:default/web-base';
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(60_000);

const act: ActRecord = {
  id: 'act-1',
  type: 'promotion',
  family: 'web-base',
  channel: 'dev',
  buildId: 'b1',
  images: [],
  by: 'user:default/manager',
  at: new Date(),
};
const concern = {
  family: 'web-base',
  channel: 'dev',
  entityRef: OWNED,
  recipients: [],
};
const NOTICES: NewNotice[] = [
  promotionDone(act, OWNED, []),
  promotionRefused({ ...act, id: 'act-2' }, OWNED, []),
  retestFailed(concern, { id: 'r1', reason: 'It hangs' } as BuildRecord),
  waitingForApproval(concern, 'b2'),
];

const catalog = catalogServiceMock.factory({
  entities: [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: { name: 'web-base' },
      relations: [
        { type: 'ownedBy', targetRef: 'group:default/web' },
        { type: 'ownedBy', targetRef: 'user:default/owner' },
      ],
    },
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: { name: 'web' },
      relations: [{ type: 'hasMember', targetRef: 'user:default/member' }],
    },
    ...['owner', 'member'].map(name => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name },
    })),
  ],
});

/** A Backstage in which our plugin does nothing but tell people. */
async function start(options: { withNotifications: boolean }) {
  const promotions = await TestPromotions.create(databases, 'SQLITE_3');
  const { store } = promotions;
  await promotions.clear();
  const logger = mockServices.logger.mock();
  let notifications: NotificationService | undefined;
  let owners: Owners | undefined;
  const plugin = createBackendPlugin({
    pluginId: 'ami-smoke-test',
    register(env) {
      env.registerInit({
        deps: {
          service: notificationService,
          auth: coreServices.auth,
          userInfo: coreServices.userInfo,
          catalog: catalogServiceRef,
        },
        async init({ service, ...services }) {
          notifications = service;
          owners = new Owners({ ...services, logger });
        },
      });
    },
  });
  const { server } = await startTestBackend({
    features: [
      mockServices.rootConfig.factory({
        data: { app: { baseUrl: 'http://localhost:3000' } },
      }),
      plugin,
      catalog,
      ...(options.withNotifications ? [notificationsPlugin] : []),
    ],
  });
  const round = () =>
    new Notices({
      store,
      owners: owners!,
      notifications: notifications!,
      logger,
    }).round(async () => {});
  const inboxOf = async (name: string) => {
    const { body } = await request(server)
      .get('/api/notifications?orderField=created,asc')
      .set('authorization', mockCredentials.user.header(`user:default/${name}`))
      .expect(200);
    return body.notifications.map(
      ({ payload }: { payload: NewNotice['payload'] }) => payload,
    );
  };
  return { store, logger, round, inboxOf };
}

it("reach the owners, by themselves and by their group, through Backstage's own notifications", async () => {
  const { store, round, inboxOf } = await start({
    withNotifications: true,
  });
  for (const notice of NOTICES) await store.addNotice(notice);
  await round();
  const expected = NOTICES.map(({ key, payload }) =>
    expect.objectContaining({
      title: payload.title,
      link: payload.link,
      severity: payload.severity,
      topic: payload.topic,
      scope: key,
    }),
  );
  for (const name of ['owner', 'member']) {
    const inbox = await inboxOf(name);
    expect(inbox).toHaveLength(NOTICES.length);
    expect(inbox).toEqual(expect.arrayContaining(expected));
  }

  // As if we had ended before we wrote down that they were sent: they are shown once.
  jest
    .spyOn(store, 'unsentNotices')
    .mockResolvedValueOnce(NOTICES.map(one => ({ ...one, attempts: 0 })));
  await round();
  expect(await inboxOf('member')).toHaveLength(NOTICES.length);
});

it('are settled in a Backstage without notifications, which is told once', async () => {
  const { store, round, logger } = await start({
    withNotifications: false,
  });
  for (const notice of NOTICES) await store.addNotice(notice);
  await round();
  expect(await store.unsentNotices(10)).toEqual([]);
  expect(logger.info.mock.calls).toEqual([
    [expect.stringContaining('without its notifications plugin')],
  ]);
});
