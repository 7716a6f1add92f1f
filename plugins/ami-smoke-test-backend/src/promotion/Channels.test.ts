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
  FAMILY,
  image,
  MANAGER,
  TestPromotions,
} from '../database/__testUtils__/promotions';
import { TestDecisions } from './__testUtils__/deciding';
import { Channels } from './Channels';
import { promotionSchema } from './policy';

const databases = TestDatabases.create();

const A = image('ami-a');
const B = image('ami-b');
const REQUIRES = [{ profile: 'default' }];
const CHANNELS = {
  dev: { requires: REQUIRES, retest: { everyHours: 24 } },
  staging: { requires: REQUIRES, after: { channel: 'dev' } },
  others: { requires: REQUIRES, families: ['api-*'] },
};
const MAY = { promote: true, revoke: false, waive: false };
const HOUR_MS = 3_600_000;

describe.each(databases.eachSupportedId())('channels (%s)', databaseId => {
  let world: TestPromotions;
  let channels: Channels;
  let deciding: TestDecisions;

  beforeAll(async () => {
    world = await TestPromotions.create(databases, databaseId);
    deciding = new TestDecisions(world, { channels: CHANNELS });
    channels = new Channels({
      store: world.store,
      publications: world.publications,
      builds: world.test.store,
      gate: deciding.gate,
      publishers: [
        { name: 'tags', channels: ['dev'] },
        { name: 'ssm-parameter', channels: ['dev', 'staging'] },
      ],
      config: promotionSchema.parse({ channels: CHANNELS }),
      appBaseUrl: 'https://backstage.example',
    });
  });

  afterEach(() => deciding.clear());

  const list = (query: { family?: string } = { family: FAMILY }) =>
    channels.list(query, [FAMILY], async () => MAY);
  const stateOf = async (name: string) => {
    const { items } = await list();
    return items.find(({ channel }) => channel === name);
  };
  /** As if what a build's runs say had been found out so many hours earlier. */
  const age = (build: { id: string }, hours: number) =>
    world.test
      .knex('smoke_test_runs')
      .where({ build_id: build.id })
      .decrement('verdict_at', hours * HOUR_MS);

  it('are told in the order of the config, also to a family without builds', async () => {
    const { channels: policies, items, maxWaiverDays } = await list();
    expect(maxWaiverDays).toBe(30);
    expect(policies.map(({ channel }) => channel)).toEqual([
      'dev',
      'staging',
      'others',
    ]);
    expect(policies[0]).toMatchObject({
      requires: [{ profile: 'default', instanceTypes: ['t3.micro'] }],
      retest: { everyHours: 24, profile: 'default', onFailure: 'notify' },
      publishers: ['tags', 'ssm-parameter'],
    });
    expect(items).toEqual([
      expect.objectContaining({
        channel: 'dev',
        family: FAMILY,
        standing: 'empty',
        assignments: [],
        build: undefined,
        candidate: undefined,
        may: MAY,
      }),
      expect.objectContaining({ channel: 'staging', standing: 'empty' }),
    ]);
  });

  it('tell what is there, since when, by whom and with which evidence', async () => {
    const build = await world.tested([A]);
    const act = await world.promote(build, 'dev', { reason: 'first' });
    expect(await stateOf('dev')).toMatchObject({
      entityRef: 'resource:default/web-base',
      build: {
        id: build.id,
        url: `https://backstage.example/ami-smoke-test/builds/${build.id}`,
        since: act.at.toISOString(),
        by: MANAGER,
        actId: act.id,
        reason: 'first',
      },
      assignments: [{ region: 'us-east-1', imageId: 'ami-a' }],
      evidence: [{ buildId: build.id, verdict: 'passed' }],
      standing: 'good',
      previous: undefined,
    });
  });

  it('of many families ask the database as often as those of one', async () => {
    const families = ['fam-a', 'fam-b', 'fam-c'];
    for (const family of families) {
      const build = await world.tested([image(`ami-${family}`)], { family });
      await world.promote(build, 'dev');
      await world.promote(build, 'staging');
    }
    let queries = 0;
    const count = () => void queries++;
    world.test.knex.on('query', count);
    const queriesOf = async (some: string[]) => {
      queries = 0;
      const { items } = await channels.list({}, some, async () => MAY);
      expect(items.map(({ build }) => build && 'there')).toEqual(
        some.flatMap(() => ['there', 'there']),
      );
      return queries;
    };
    try {
      expect(await queriesOf(families)).toBe(await queriesOf(['fam-a']));
    } finally {
      world.test.knex.off('query', count);
    }
  });

  it('show the waivers that their build came with', async () => {
    const build = await world.tested([A]);
    const { id } = await deciding.waive(build, 'previous-channel');
    await deciding.promote(build, 'staging');
    expect(await stateOf('staging')).toMatchObject({ waivers: [{ id }] });
  });

  it('are failing once a required run of what is there fails, and stale when it is too old', async () => {
    const build = await world.tested([A]);
    await world.promote(build, 'dev');
    await age(build, 31 * 24);
    expect(await stateOf('dev')).toMatchObject({ standing: 'stale' });
    await world.tested([A], { source: 'retest', verdicts: ['failed'] });
    expect(await stateOf('dev')).toMatchObject({ standing: 'failing' });
  });

  it('go back to what was there before, but not to what was revoked', async () => {
    const first = await world.tested([A]);
    const second = await world.tested([B]);
    await world.promote(first, 'dev');
    await world.promote(second, 'dev');
    expect(await stateOf('dev')).toMatchObject({
      previous: { buildId: first.id },
    });
    await world.revoke(first, 'bad');
    expect((await stateOf('dev'))?.previous).toBeUndefined();
  });

  it('have candidates: the newest that passed, then what is on the channel before', async () => {
    const build = await world.tested([A]);
    await world.tested([B], { verdicts: ['failed'] });
    expect(await stateOf('dev')).toMatchObject({
      candidate: { buildId: build.id, decision: { decision: 'allow' } },
    });
    expect((await stateOf('staging'))?.candidate).toBeUndefined();
    await world.promote(build, 'dev');
    expect((await stateOf('dev'))?.candidate).toBeUndefined();
    expect(await stateOf('staging')).toMatchObject({
      candidate: { buildId: build.id, decision: { decision: 'allow' } },
    });
    expect((await list({})).items.some(({ candidate }) => candidate)).toBe(
      false,
    );
  });

  it('tell how re-tests stand', async () => {
    const build = await world.tested([A]);
    await world.promote(build, 'dev');
    const retest = async () => (await stateOf('dev'))?.retest;
    expect(await retest()).toMatchObject({ state: 'passed' });
    await age(build, 25);
    expect(await retest()).toMatchObject({
      state: 'due',
      buildId: undefined,
    });
    const again = await world.tested([A], {
      source: 'retest',
      verdicts: ['failed'],
    });
    expect(await retest()).toMatchObject({
      state: 'failed',
      buildId: again.id,
    });
    expect((await stateOf('staging'))?.retest).toBeUndefined();
  });

  it('tell what was decided, page by page', async () => {
    const build = await world.tested([A]);
    await world.promote(build, 'dev');
    await world.revoke(build, 'bad');
    const first = await channels.acts({ family: FAMILY, limit: 1 });
    expect(first.items).toMatchObject([
      {
        type: 'revocation',
        reason: 'bad',
        buildUrl: `https://backstage.example/ami-smoke-test/builds/${build.id}`,
      },
    ]);
    const second = await channels.acts({
      family: FAMILY,
      limit: 1,
      cursor: first.nextCursor,
    });
    expect(second).toMatchObject({
      items: [{ type: 'promotion' }],
      nextCursor: undefined,
    });
  });
});
