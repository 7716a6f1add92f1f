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

import type { Page } from 'playwright-core';
import type {
  Build,
  ChannelState,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Backend } from '@ami-smoke-test/demo';
import { demoScripts } from '@ami-smoke-test/local-ec2';
import { describeInBrowser } from './browser/describeInBrowser';
import { eventually } from './browser/eventually';
import { quickConfig } from './stack/quickWorld';
import { World } from './stack/World';

jest.setTimeout(180_000);

const FAMILY = 'web-base';
const ALL = ['dev', 'staging', 'production'];
/** Long enough for everything else here, short enough to wait for. */
const RETEST = { everyHours: 0.01 };

describeInBrowser('The day of a release manager', visitor => {
  let world: World;
  let backend: Backend;
  let before: Build;
  let next: Build;

  beforeAll(async () => {
    world = await World.start({ scripts: demoScripts });
    backend = await world.backend({
      config: quickConfig(
        {},
        { promotion: { channels: { production: { retest: RETEST } } } },
      ),
    });
    await backend.start();
    before = await world.finish(backend, { family: FAMILY });
    for (const channel of ALL) {
      await world.client(backend).promote({ buildId: before.id, channel });
    }
    next = await world.finish(backend, { family: FAMILY });
  });
  afterAll(() => world?.close());

  const imageOf = (build: Build) => build.images[0].imageId;

  /** What SSM gives whoever launches the image. */
  async function expectParameters(expected: Record<string, Build>) {
    const wanted = Object.entries(expected).map(([channel, build]) => [
      channel,
      imageOf(build),
    ]);
    await eventually(async () => {
      const found = await Promise.all(
        ALL.map(async channel => [
          channel,
          await world.parameter(`/ami-smoke-test/${FAMILY}/${channel}`),
        ]),
      );
      expect(found).toEqual(wanted);
    }, 30_000);
  }

  async function stateOf(channel: string): Promise<ChannelState> {
    const { items } = await world
      .client(backend)
      .listChannels({ family: FAMILY });
    const state = items.find(one => one.channel === channel);
    if (!state) throw new Error(`There is no ${channel}`);
    return state;
  }

  async function expectBuild(channel: string, build: Build) {
    await eventually(async () =>
      expect((await stateOf(channel)).build?.id).toBe(build.id),
    );
  }

  const card = (page: Page, channel: string) =>
    page.getByRole('region', { name: channel, exact: true });

  async function open(): Promise<Page> {
    const page = await visitor.open(
      `${backend.url}/catalog/default/resource/${FAMILY}/ami-smoke-test-channels`,
    );
    await card(page, 'production').waitFor();
    return page;
  }

  const press = (page: Page, channel: string, name: string) =>
    card(page, channel).getByRole('button', { name }).click();

  it('promotes what the gate allows, and the parameter follows', async () => {
    await expectParameters({
      dev: before,
      staging: before,
      production: before,
    });
    await world.client(backend).promote({ buildId: next.id, channel: 'dev' });
    await expectParameters({ dev: next, staging: before, production: before });

    const page = await open();
    for (const channel of ['staging', 'production']) {
      await press(page, channel, 'Promote…');
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Required runs').waitFor();
      await dialog.getByLabel(/^Reason/).fill('Release 42');
      await dialog
        .getByRole('button', { name: `Promote to ${channel}` })
        .click();
      await dialog.waitFor({ state: 'hidden' });
      await expectBuild(channel, next);
    }
    await expectParameters({ dev: next, staging: next, production: next });
    await eventually(async () => {
      const { assignments } = await stateOf('production');
      const states = assignments[0].publications.map(({ state }) => state);
      expect(states.length).toBeGreaterThan(0);
      expect(new Set(states)).toEqual(new Set(['agreed']));
    }, 30_000);
    await page.getByText('Release 42').first().waitFor();
  });

  it('denies what has failed, and shows why', async () => {
    const failed = await world.finish(backend, {
      family: FAMILY,
      script: 'service-crashes',
    });
    const decision = await world.client(backend).gateOfBuild(failed.id, 'dev');
    expect(decision.decision).toBe('deny');
    await expect(
      world.client(backend).promote({ buildId: failed.id, channel: 'dev' }),
    ).rejects.toMatchObject({ statusCode: 409 });

    const page = await visitor.open(
      `${backend.url}/ami-smoke-test/builds/${failed.id}`,
    );
    await page.getByRole('button', { name: 'Promote…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/The newest run of the profile/).waitFor();
    expect(
      await dialog.getByRole('button', { name: /^Promote to/ }).isDisabled(),
    ).toBe(true);
    await expectParameters({ dev: next, staging: next, production: next });
  });

  it('shows that what is promoted has failed its re-test, and takes it away when it is revoked', async () => {
    // From now on the image powers itself off, as one does whose licence has run out.
    world.setFaults({
      instances: [
        {
          imageIds: [imageOf(next)],
          do: {
            terminate: {
              atMs: 1500,
              reason: {
                code: 'Client.InstanceInitiatedShutdown',
                message: 'Instance initiated shutdown',
              },
            },
          },
        },
      ],
    });
    const page = await open();
    await eventually(async () => {
      const { retest, standing } = await stateOf('production');
      expect({ standing, retest: retest?.state }).toEqual({
        standing: 'failing',
        retest: 'failed',
      });
    }, 90_000);
    await card(page, 'production').getByText('failing').first().waitFor();
    // Nothing is repointed by itself.
    await expectParameters({ dev: next, staging: next, production: next });

    await press(page, 'production', 'Revoke…');
    const dialog = page.getByRole('dialog');
    await dialog
      .getByText(/goes back to/)
      .first()
      .waitFor();
    await dialog.getByLabel(/^Reason/).fill('It ends by itself');
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expectParameters({
      dev: before,
      staging: before,
      production: before,
    });
    await expect(
      world.client(backend).promote({ buildId: next.id, channel: 'dev' }),
    ).rejects.toMatchObject({ statusCode: 409 });
    await page.getByText('It ends by itself').first().waitFor();
  });
});
