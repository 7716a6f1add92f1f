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

import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import {
  FAMILY,
  TestPromotions,
} from '../../database/__testUtils__/promotions';
import type { NewNotice } from '../../database/PromotionStore';
import { Notices } from './Notices';

const databases = TestDatabases.create();
jest.setTimeout(60_000);

const notice: NewNotice = {
  key: 'waiting/1/dev',
  family: FAMILY,
  entityRef: 'resource:default/web-base',
  recipients: ['group:default/release'],
  payload: {
    title: 'A build waits',
    link: '/ami-smoke-test/builds/1',
    severity: 'normal',
    topic: 'promotion-waiting',
  },
};

describe.each(databases.eachSupportedId())('notices (%s)', databaseId => {
  let promotions: TestPromotions;

  beforeAll(async () => {
    promotions = await TestPromotions.create(databases, databaseId);
  });
  beforeEach(() => promotions.clear());

  function start(
    send: NotificationService['send'],
    owners = ['group:default/web'],
  ) {
    const logger = mockServices.logger.mock();
    const create = () =>
      new Notices({
        store: promotions.store,
        owners: { ownersOf: async () => owners },
        notifications: { send },
        logger,
      });
    const round = (notices = create()) => notices.round(async () => {});
    return { logger, create, round };
  }

  const unsent = async () =>
    (await promotions.store.unsentNotices(10)).map(({ attempts }) => attempts);

  it('go to the owners and to whom the channel names, once', async () => {
    const send = jest.fn(async () => {});
    const { round } = start(send, [
      'group:default/web',
      'group:default/release',
    ]);
    await promotions.store.addNotice(notice);
    await promotions.store.addNotice(notice);
    await round();
    await round();
    expect(send.mock.calls).toEqual([
      [
        {
          recipients: {
            type: 'entity',
            entityRef: ['group:default/web', 'group:default/release'],
          },
          payload: { ...notice.payload, scope: notice.key },
        },
      ],
    ]);
  });

  it('are not sent where nobody is to be told, or nothing is there to tell', async () => {
    const send = jest.fn(async () => {});
    await promotions.store.addNotice({ ...notice, recipients: [] });
    await start(send, []).round();
    expect(send).not.toHaveBeenCalled();
    expect(await unsent()).toEqual([]);

    const without = start(async () => {
      throw new Error(
        'Failed to send notifications: Error: Request failed with status 404',
      );
    });
    await promotions.store.addNotice({ ...notice, key: 'a' });
    await promotions.store.addNotice({ ...notice, key: 'b' });
    await without.round();
    expect(await unsent()).toEqual([]);
    expect(without.logger.info).toHaveBeenCalledTimes(1);
  });

  it('are tried again after a pause, and given up in the end', async () => {
    const send = jest.fn(async () => {
      throw new Error('Request failed with status 503');
    });
    const { create, round, logger } = start(send);
    await promotions.store.addNotice(notice);
    const patient = create();
    await round(patient);
    await round(patient);
    expect(await unsent()).toEqual([1]);

    // A process that has just started knows of no pause, and what was never tried goes before what fails.
    await round();
    await promotions.store.addNotice({ ...notice, key: 'a later one' });
    expect(await unsent()).toEqual([0, 2]);
    await promotions.store.noticeTried('a later one', true);
    await promotions.test
      .knex('smoke_test_promotion_notices')
      .where({ key: notice.key })
      .update({ attempts: 298 });
    await round();
    expect(await unsent()).toEqual([299]);
    expect(logger.warn).not.toHaveBeenCalled();
    await round();
    expect(await unsent()).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/'A build waits'.*503.*300 times.*given up/s),
    );
  });
});
