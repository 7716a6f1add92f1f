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
import {
  OTHER_ACCOUNT,
  policyOf,
  PublishingWorld,
  US,
} from './__testUtils__/PublishingWorld';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
jest.setTimeout(120_000);

const POLICY = policyOf('promotion.json');
const STATEMENTS = [POLICY.Statement].flat();
const PUBLISH = {
  ssmParameter: {},
  launchPermissions: { accounts: [OTHER_ACCOUNT] },
  deprecation: { afterDays: 10 },
  disableRevoked: true,
};

describe('iam/promotion.json', () => {
  let world: PublishingWorld;

  beforeAll(async () => {
    world = await PublishingWorld.create(databases, 'SQLITE_3');
  });
  afterEach(() => world.clear());

  /** A life of an image with all publishers: promoted, replaced and back, and revoked. */
  async function publishAll() {
    const { promotions } = world;
    const reconciler = world.reconciler({ publish: PUBLISH });
    const one = await world.build('one');
    const two = await world.build('two');
    const messages: string[] = [];
    for (const decide of [
      () => promotions.promote(one, 'prod'),
      () => promotions.promote(two, 'prod'),
      () => promotions.promote(one, 'prod'),
      () => promotions.clearChannel(one, 'prod'),
      () => promotions.revoke(one, 'bad'),
    ]) {
      await decide();
      await world.settle(reconciler);
      const rows = await promotions.publications.publicationsOf();
      messages.push(
        ...rows.flatMap(({ state, message }) =>
          state === 'failing' ? message ?? '' : [],
        ),
      );
    }
    return messages;
  }

  it('suffices for all that is published', async () => {
    await world.start(POLICY);
    expect(await publishAll()).toEqual([]);
    expect((await world.describe(world.imageId('one'), US)).State).toBe(
      'disabled',
    );
  });

  const actions = STATEMENTS.flatMap(({ Action = [] }) => Action);
  it.each(actions)(
    'needs %s, and who has not got it is told so',
    async action => {
      await world.start({
        ...POLICY,
        Statement: STATEMENTS.map(statement => ({
          ...statement,
          Action: [statement.Action ?? []]
            .flat()
            .map(one => (one === action ? 'ec2:Nothing' : one)),
        })),
      });
      const messages = await publishAll();
      expect(messages.length).toBeGreaterThan(0);
      for (const message of messages) {
        expect(message).toMatch(
          new RegExp(
            `${action} on \\S+ is not allowed for account 123456789012: add iam/promotion.json to the role|SSM has accepted`,
          ),
        );
      }
      expect(messages.join('\n')).toContain(`${action} on `);
    },
  );
});
