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
import type { Backend } from '@ami-smoke-test/demo';
import { RunPage } from './__testUtils__/RunPage';
import { describeInBrowser } from './browser/describeInBrowser';
import { eventually } from './browser/eventually';
import { startQuickWorld } from './stack/quickWorld';
import type { World } from './stack/World';

jest.setTimeout(120_000);

describeInBrowser('The page of a run that is going on', visitor => {
  let world: World;
  let backend: Backend;

  beforeAll(async () => {
    ({ world, backend } = await startQuickWorld());
  });
  afterAll(() => world?.close());

  async function watch(
    prepare?: (page: Page) => Promise<unknown>,
    options: { profile?: string; expected?: RegExp[] } = {},
  ) {
    const { profile, expected } = options;
    const build = await world.test(backend, {
      script: 'service-crashes',
      profile,
    });
    const [{ id }] = build.runs;
    const page = await visitor.open(
      `${backend.url}/ami-smoke-test/runs/${id}`,
      { prepare, expected },
    );
    return { build, page: new RunPage(page) };
  }

  /** The page has come to its end by itself. */
  async function expectFilled(page: RunPage) {
    await page.page.getByText('failed').first().waitFor();
    await page.ready();
    await expectEnded(page);
  }

  async function expectEnded(page: RunPage) {
    await page.line(/FATAL: config key DATABASE_URL is missing/).waitFor();
    await page.page.getByText('everything is gone').first().waitFor();
  }

  it('is told by signals what is new', async () => {
    const signals: string[] = [];
    const loads: string[] = [];
    // It goes on for minutes: a browser that does not get its socket within a second tries again after five.
    const { build, page } = await watch(
      async tab => {
        tab.on('websocket', socket =>
          socket.on('framereceived', ({ payload }) =>
            signals.push(String(payload)),
          ),
        );
        tab.on('load', () => loads.push(tab.url()));
      },
      { profile: 'patient' },
    );
    const heard = () => signals.filter(text => text.includes(build.id)).length;
    await eventually(() => expect(heard()).toBeGreaterThan(0));
    await page.ready();
    const before = heard();
    await world.client(backend).cancelBuild(build.id);
    await page.page.getByText('cancelled').first().waitFor();
    await page.page.getByText('everything is gone').first().waitFor();
    await eventually(() => expect(heard()).toBeGreaterThan(before));
    // Without a reload.
    expect(loads).toHaveLength(1);
  });

  it('asks by itself where signals do not come through', async () => {
    let refused = 0;
    const { page } = await watch(async tab =>
      tab.routeWebSocket(/\/api\/signals/, socket => {
        refused++;
        void socket.close();
      }),
    );
    await expectFilled(page);
    expect(refused).toBeGreaterThan(0);
  });

  it('says that the connection is lost, and goes on when it is back', async () => {
    const { page } = await watch(undefined, {
      expected: [
        /^request failed: /,
        /^answer: 5\d\d /,
        // Until the plugin is there again.
        /^answer: 404 /,
        /^console error: /,
      ],
    });
    // A frame that was chosen stays; the newest one would follow the run.
    await page.filmStrip.getByRole('listitem').first().click();
    await page.shows(1);
    // Its own picture, not that of the frame before.
    await page.page
      .locator('figure[aria-label="Screen"][aria-busy="false"] img')
      .waitFor();
    await backend.stop();
    const lost = page.page.getByText(/^The connection is lost/);
    await lost.waitFor();
    // What was known stays in sight.
    expect(await page.picture.isVisible()).toBe(true);
    await backend.start();
    await eventually(async () => expect(await lost.count()).toBe(0));
    await page.page.getByText('failed').first().waitFor();
    // What was due while nobody was there has no picture, and may be the last of all.
    const frames = page.filmStrip.getByRole('listitem');
    await frames.filter({ hasNotText: 'no picture' }).last().click();
    await page.ready();
    // The log is where the chosen frame is; its end is where the last one is.
    await frames.last().click();
    await expectEnded(page);
  });
});
