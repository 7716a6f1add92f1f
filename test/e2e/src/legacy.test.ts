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

import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Backend } from '@ami-smoke-test/demo';
import { RunPage } from './__testUtils__/RunPage';
import { accessibilityProblems } from './browser/accessibility';
import { describeInBrowser } from './browser/describeInBrowser';
import { eventually } from './browser/eventually';
import { shownPicture } from './browser/shownPicture';
import { startQuickWorld } from './stack/quickWorld';
import type { World } from './stack/World';

jest.setTimeout(120_000);

describeInBrowser('An app in the legacy frontend system', visitor => {
  let world: World;
  let backend: Backend;
  let build: Build;

  beforeAll(async () => {
    ({ world, backend } = await startQuickWorld({
      app: 'ami-smoke-test-app-legacy',
    }));
    build = await world.finish(backend, {
      script: 'healthy',
      family: 'acme-healthy',
    });
  });
  afterAll(() => world?.close());

  it('leads from the card to the tab to the run', async () => {
    const [run] = build.runs;
    const page = await visitor.open(
      `${backend.url}/catalog/default/resource/acme-healthy`,
    );
    await page.getByText('passed', { exact: true }).first().waitFor();
    await page.getByRole('tab', { name: 'Smoke tests' }).click();
    await page
      .getByRole('table', { name: 'Builds' })
      .getByRole('link', { name: build.images[0].imageId, exact: true })
      .click();
    const runPage = new RunPage(page);
    await runPage.ready();
    const { frames } = await world.client(backend).getRun(run.id);
    expect(frames.map(({ sha256 }) => sha256)).toContain(
      await shownPicture(runPage.picture),
    );
    await runPage.line(/acme.*listens on port 8080/).waitFor();
    await eventually(async () =>
      expect(await accessibilityProblems(page)).toEqual([]),
    );
  });

  it('has the fleet, too', async () => {
    const page = await visitor.open(`${backend.url}/ami-smoke-test`);
    await page.getByRole('link', { name: 'acme-healthy', exact: true }).click();
    await page.waitForURL(/\/catalog\/default\/resource\/acme-healthy/);
  });
});
