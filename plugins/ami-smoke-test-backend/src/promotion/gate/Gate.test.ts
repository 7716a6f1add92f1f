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
import { image, TestPromotions } from '../../database/__testUtils__/promotions';
import { TestDecisions } from '../__testUtils__/deciding';

const databases = TestDatabases.create();

const EU = 'eu-central-1';
const A = image('ami-a');
const A_EU = image('ami-a', EU);

describe.each(databases.eachSupportedId())('the gate (%s)', databaseId => {
  let world: TestPromotions;
  let deciding: TestDecisions;

  beforeAll(async () => {
    world = await TestPromotions.create(databases, databaseId);
    deciding = new TestDecisions(world);
  });

  afterEach(() => deciding.clear());

  const ofImage = (one = A, channel = 'dev') =>
    deciding.gate.ofImage({ ...one, channel });

  it('shows the evidence behind each rule, with where it is', async () => {
    const build = await world.tested([A]);
    const decision = await ofImage();
    expect(decision).toMatchObject({
      decision: 'allow',
      family: 'web-base',
      buildId: build.id,
      images: [A],
      reasons: [],
    });
    const [run] = await world.test.store.runsOf([build.id]);
    expect(
      decision.rules.find(({ rule }) => rule === 'required-runs')?.evidence,
    ).toMatchObject([
      {
        runId: run.id,
        buildId: build.id,
        image: A,
        profile: 'default',
        instanceType: 't3.micro',
        verdict: 'passed',
        url: `https://backstage.example/ami-smoke-test/runs/${run.id}`,
      },
    ]);
  });

  it('is about exactly this AMI: no other region or account has its evidence', async () => {
    await world.tested([A]);
    for (const other of [A_EU, { ...A, accountId: '999999999999' }]) {
      expect(await ofImage(other)).toMatchObject({
        decision: 'deny',
        family: undefined,
      });
    }
  });

  it('denies what nobody knows, and does not even ask EC2 about it', async () => {
    const asked: string[] = [];
    deciding.images.onLook = imageId => void asked.push(imageId);
    const decision = await ofImage(image('ami-unknown'));
    expect(decision.decision).toBe('deny');
    expect(decision.reasons[0]).toMatch(/No build is known/);
    expect(asked).toEqual([]);
  });

  it('asks about one image of a build, where a promotion asks about all', async () => {
    const build = await world.tested([A, A_EU], {
      verdicts: ['passed', 'failed'],
    });
    expect((await ofImage(A)).decision).toBe('allow');
    expect((await ofImage(A_EU)).decision).toBe('deny');
    expect((await deciding.gate.ofBuild(build.id, 'dev')).decision).toBe(
      'deny',
    );
  });

  it('asks the build of one image for the regions that the channel needs', async () => {
    const { gate } = new TestDecisions(world, {
      channels: {
        dev: {
          requires: [{ profile: 'default' }],
          regions: [A.region, A_EU.region],
        },
      },
    });
    await world.tested([A, A_EU]);
    const alone = image('ami-alone');
    await world.tested([alone]);
    const of = (one: typeof A) => gate.ofImage({ ...one, channel: 'dev' });
    expect((await of(A)).decision).toBe('allow');
    expect((await of(alone)).reasons).toEqual([
      "The build has no image in eu-central-1, where 'dev' has or needs one: build it for every region",
    ]);
  });

  it('goes by the newest run that says anything', async () => {
    await world.tested([A], { verdicts: ['failed'] });
    await world.tested([A], { source: 'rerun' });
    await world.tested([A], { source: 'rerun', verdicts: ['errored'] });
    expect((await ofImage()).decision).toBe('allow');
    await world.tested([A], { source: 'retest', verdicts: ['failed'] });
    expect((await ofImage()).decision).toBe('deny');
  });

  it.each([
    ['away', 'unknown'],
    ['gone', 'deny'],
    ['disabled', 'deny'],
  ])('never allows an image that is %s: %s', async (state, decision) => {
    await world.tested([A]);
    deciding.images.set(A, state);
    expect((await ofImage()).decision).toBe(decision);
  });

  it('names the channels when it is asked about none of them', async () => {
    await expect(ofImage(A, 'constructor')).rejects.toThrow(
      "There is no channel 'constructor': amiSmokeTest.promotion.channels has dev, staging, production",
    );
  });

  it('denies a family that the channel is not for', async () => {
    const { gate } = new TestDecisions(world, {
      channels: {
        dev: { families: ['api-*'], requires: [{ profile: 'default' }] },
      },
    });
    await world.tested([A]);
    const { decision, reasons } = await gate.ofImage({ ...A, channel: 'dev' });
    expect(decision).toBe('deny');
    expect(reasons[0]).toMatch(/channels\.dev\.families has api-\*/);
  });
});
