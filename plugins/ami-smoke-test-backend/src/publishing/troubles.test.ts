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

import { TestDatabases } from '@backstage/backend-test-utils';
import { FAMILY } from '../database/__testUtils__/promotions';
import {
  OTHER_ACCOUNT,
  PARAMETER,
  PublishingWorld,
  US,
} from './__testUtils__/PublishingWorld';

const databases = TestDatabases.create();
jest.setTimeout(120_000);

const ALL = {
  ssmParameter: {},
  launchPermissions: { accounts: [OTHER_ACCOUNT] },
  deprecation: { afterDays: 10 },
  disableRevoked: true,
};

describe.each(databases.eachSupportedId())(
  'what cannot be published (%s)',
  databaseId => {
    let world: PublishingWorld;

    beforeAll(async () => {
      world = await PublishingWorld.create(databases, databaseId);
    });
    beforeEach(() => world.start());
    afterEach(() => world.clear());

    it('is told to be impossible while an image that is gone is on a channel, and goes on when it comes back', async () => {
      const { promotions, local } = world;
      const reconciler = world.reconciler({ publish: ALL });
      const [one, two] = [await world.build('one'), await world.build('two')];
      const imageId = world.imageId('one');
      await promotions.promote(one, 'prod');
      await world.agree(reconciler);
      await world.ec2().deregisterImage({ ImageId: imageId });
      for (let looks = 0; looks < 5; looks++) await world.lookAgain(reconciler);
      for (const publisher of ['tags', 'ssm-parameter']) {
        expect(await world.publication(publisher)).toMatchObject({
          state: 'failing',
          message: expect.stringContaining(`EC2 does not have ${imageId}`),
        });
      }
      // On no channel it is nobody's trouble, and another build can be promoted.
      await promotions.promote(two, 'prod');
      await world.settle(reconciler);
      expect(await world.parameter()).toBe(world.imageId('two'));
      const rows = await promotions.publications.publicationsOf();
      const ofGone = rows.find(
        row => row.publisher === 'tags' && row.imageId === imageId,
      );
      expect(ofGone).toMatchObject({
        state: 'agreed',
        facts: [],
        message: expect.stringContaining(`EC2 does not have ${imageId}`),
      });

      // From the Recycle Bin, say.
      local.addImage({ region: US, name: 'again', disk: 'disk', imageId });
      await promotions.revoke(one, 'bad');
      await world.agree(reconciler);
      expect((await world.describe(imageId)).State).toBe('disabled');
    });

    it("is nothing while credentials are another account's, which is told", async () => {
      const { promotions } = world;
      const mistaken = world.reconciler({
        publish: ALL,
        accessKeys: { '123456789012': 'AKIDPARTNER' },
      });
      // That account can see the image, and could tag it for itself.
      await world.ec2().modifyImageAttribute({
        ImageId: world.imageId('one'),
        LaunchPermission: { Add: [{ UserId: OTHER_ACCOUNT }] },
      });
      await promotions.promote(await world.build('one'), 'prod');
      for (let looks = 0; looks < 4; looks++) await world.lookAgain(mistaken);
      // Of what is not revoked, disabling has nothing to say.
      for (const [name, state] of Object.entries(await world.states())) {
        expect([name, state]).toEqual([
          name,
          name.startsWith('disabling') ? 'agreed' : 'failing',
        ]);
      }
      expect((await world.publication('tags'))?.message).toBe(
        'The credentials for account 123456789012 are those of account 210987654321: correct aws.accounts[].accountId in the app config, or the credentials beside it',
      );
      expect(
        await world.parameter(US, PARAMETER, OTHER_ACCOUNT),
      ).toBeUndefined();
      await world.lookAgain(world.reconciler({ publish: ALL }));
      await world.agree(world.reconciler({ publish: ALL }));
      expect(await world.parameter()).toBe(world.imageId('one'));
    });

    it('is left to another installation that publishes it', async () => {
      const { promotions } = world;
      const ours = world.reconciler({ publish: ALL });
      const theirs = world.reconciler({ publish: ALL, owner: 'theirs' });
      const one = await world.build('one');
      const imageId = world.imageId('one');
      await promotions.promote(one, 'prod');
      await world.agree(theirs);
      const history = () =>
        world.ssm().getParameterHistory({ Name: PARAMETER });
      const { Parameters: before } = await history();

      // As long as both want the same, the parameter is no matter of dispute.
      await world.lookAgain(ours);
      expect(await world.publication('ssm-parameter')).toMatchObject({
        state: 'agreed',
      });
      expect(await world.publication('tags')).toMatchObject({
        state: 'failing',
        message: `${imageId} is published by another installation (amiSmokeTest.owner: theirs), and left to it: promote in one of them only; if that one is no more, remove its tag ami-smoke-test:published-by`,
      });
      await promotions.promote(await world.build('two'), 'prod');
      for (let looks = 0; looks < 3; looks++) await world.lookAgain(ours);
      expect(await world.publication('ssm-parameter')).toMatchObject({
        state: 'failing',
        message: `${PARAMETER} is published by another installation (amiSmokeTest.owner: theirs), and left to it: promote in one of them only; if that one is no more, delete the parameter`,
      });
      expect((await history()).Parameters).toEqual(before);
      expect(await world.tags(imageId)).toMatchObject({
        'ami-smoke-test:channel:prod': FAMILY,
        'ami-smoke-test:published-by': 'theirs',
      });
    });

    it('is no parameter that was made as something else, which SSM would not change', async () => {
      await world.ssm().putParameter({
        Name: PARAMETER,
        Value: 'their own',
        Type: 'String',
      });
      const reconciler = world.reconciler();
      await world.promotions.promote(await world.build('one'), 'prod');
      await reconciler.round();
      expect(await world.publication('ssm-parameter')).toMatchObject({
        state: 'failing',
        message: `${PARAMETER} has the data type text, and SSM cannot make it aws:ec2:image: delete the parameter, so that it is made anew`,
      });
      expect(await world.losses()).toHaveLength(1);
      await world.ssm().deleteParameter({ Name: PARAMETER });
      await world.agree(reconciler);
      expect(await world.parameter()).toBe(world.imageId('one'));
    });
  },
);
