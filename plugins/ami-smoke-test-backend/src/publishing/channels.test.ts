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

import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import { ACCOUNT } from '../database/__testUtils__/store';
import {
  OTHER_ACCOUNT,
  PublishingWorld,
} from './__testUtils__/PublishingWorld';

const databases = TestDatabases.create();
jest.setTimeout(120_000);

describe.each(databases.eachSupportedId())(
  'what prod alone asks for (%s)',
  databaseId => {
    let world: PublishingWorld;

    beforeAll(async () => {
      world = await PublishingWorld.create(databases, databaseId);
    });
    beforeEach(() => world.start());
    afterEach(() => world.clear());

    const reconciler = () =>
      world.reconciler({
        publish: { deprecation: { afterDays: 10 }, disableRevoked: true },
      });

    it('is not done to an image that was on staging only, and is left or revoked', async () => {
      const { promotions } = world;
      const working = reconciler();
      const imageId = world.imageId('one');
      const build = await world.build('one');
      await promotions.promote(build, 'staging');
      await world.agree(working);
      await promotions.clearChannel(build, 'staging');
      await world.agree(working);
      await promotions.revoke(build, 'bad');
      await world.agree(working);
      const image = await world.describe(imageId);
      expect(image.State).toBe('available');
      expect(image.DeprecationTime).toBeUndefined();
    });

    it('is done to an image that was on prod long before it left staging', async () => {
      const { promotions } = world;
      const working = reconciler();
      const imageId = world.imageId('one');
      const build = await world.build('one');
      await promotions.promote(build, 'staging');
      await promotions.promote(build, 'prod');
      await promotions.clearChannel(build, 'prod');
      await world.agree(working);
      // It is on a channel still.
      expect((await world.describe(imageId)).DeprecationTime).toBeUndefined();
      await promotions.clearChannel(build, 'staging');
      await world.agree(working);
      expect((await world.describe(imageId)).DeprecationTime).toEqual(
        expect.any(String),
      );
      await promotions.revoke(build, 'bad');
      await world.agree(working);
      expect((await world.describe(imageId)).State).toBe('disabled');
    });

    it('is done in one account when another cannot be read, which is told', async () => {
      const { promotions } = world;
      await world.clear();
      await world.start(undefined, {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['ec2:DescribeImages'], Resource: '*' },
        ],
      });
      const working = world.reconciler({
        publish: {
          ssmParameter: { accounts: [OTHER_ACCOUNT, ACCOUNT] },
          launchPermissions: { accounts: [OTHER_ACCOUNT] },
        },
      });
      await promotions.promote(await world.build('one'), 'prod');
      await world.settle(working);
      // SSM has answered before it has looked at the AMI.
      while ((await world.parameter()) !== world.imageId('one')) {
        await sleep(10);
      }
      expect(await world.publication('ssm-parameter')).toMatchObject({
        state: 'failing',
        message: expect.stringContaining(
          `is not allowed for account ${OTHER_ACCOUNT}: add iam/promotion.json to the role`,
        ),
      });
      // Nobody has changed anything.
      expect(world.audits).toEqual([]);
    });
  },
);
