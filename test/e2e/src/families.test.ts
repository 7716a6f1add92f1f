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
import type { Locator, Page } from 'playwright-core';
import { describeInBrowser } from './browser/describeInBrowser';
import { eventually } from './browser/eventually';
import { startQuickWorld } from './stack/quickWorld';
import type { World } from './stack/World';

jest.setTimeout(120_000);

const HISTORY = 60;
const HOUR_MS = 3_600_000;
const TAB = '/catalog/default/resource/acme-healthy/ami-smoke-test';

/** Of a family in the fleet; the channels under it have rows of their own. */
const familyRow = (page: Page, name: string) =>
  page
    .getByRole('grid', { name: 'Image families' })
    .getByRole('row')
    .filter({ hasText: name });

describeInBrowser('The pages of image families', visitor => {
  let world: World;
  let backend: Backend;
  let passed: Build;
  let failed: Build;

  beforeAll(async () => {
    ({ world, backend } = await startQuickWorld());
    [passed, failed] = await Promise.all([
      world.finish(backend, { script: 'healthy', family: 'acme-healthy' }),
      world.finish(backend, {
        script: 'service-crashes',
        family: 'acme-healthy',
      }),
    ]);
    const history = world.history();
    await history.write({
      buildIds: [passed.id, failed.id],
      count: HISTORY,
      everyMs: HOUR_MS,
    });
    await history.close();
  });
  afterAll(() => world?.close());

  const open = (path: string, options = {}) =>
    visitor.open(backend.url + path, options);

  describe('the history of a family', () => {
    const builds = (page: Page) =>
      page
        .getByRole('table', { name: 'Builds' })
        .getByRole('checkbox', { name: /^Compare the build of/ });
    const images = async (page: Page) => [
      ...new Set(
        await page
          .getByRole('table', { name: 'Builds' })
          .getByRole('link', { name: /^ami-/ })
          .allTextContents(),
      ),
    ];
    const choose = async (page: Page, filter: string, option: string) => {
      await page
        .getByRole('search', { name: 'Filters' })
        .getByRole('button', { name: new RegExp(`${filter}$`) })
        .click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };

    it('is narrowed down on the server, page by page, and all of it is in the URL', async () => {
      const asked: string[] = [];
      const page = await open(TAB, {
        prepare: async (tab: Page) =>
          tab.on('request', request => asked.push(request.url())),
      });
      await eventually(async () => expect(await builds(page).count()).toBe(25));

      await choose(page, 'Verdict', 'failed');
      await eventually(async () =>
        expect(await images(page)).toEqual([failed.images[0].imageId]),
      );
      expect(page.url()).toContain('verdict=failed');
      expect(asked).toContainEqual(
        expect.stringMatching(/\/builds\?.*verdict=failed/),
      );

      await page.getByRole('button', { name: 'Older' }).click();
      // 30 of the history and the real one.
      await eventually(async () => expect(await builds(page).count()).toBe(6));
      const address = page.url();
      await page.reload();
      await eventually(async () => expect(await builds(page).count()).toBe(6));
      expect(page.url()).toBe(address);
      expect(
        await page.getByRole('button', { name: 'Older' }).isDisabled(),
      ).toBe(true);
      await page.getByRole('button', { name: 'Newer' }).click();
      await eventually(async () => expect(await builds(page).count()).toBe(25));

      await choose(page, 'Trigger', 're-run');
      await page
        .getByRole('heading', { name: 'No build fits these filters' })
        .waitFor();
      await page.getByRole('button', { name: 'Clear' }).first().click();
      await eventually(async () => expect(await builds(page).count()).toBe(25));

      await page
        .getByRole('searchbox', { name: 'Image' })
        .fill(passed.images[0].imageId);
      await eventually(async () =>
        expect(await images(page)).toEqual([passed.images[0].imageId]),
      );
      expect(page.url()).toContain(passed.images[0].imageId);

      // What was decided can be gone back from.
      await page.goBack();
      await eventually(async () => expect(await images(page)).toHaveLength(2));
    });

    it('is narrowed down to how far boots came and what went wrong', async () => {
      const page = await open(TAB);
      const { furthestStage, headline } = failed.runs[0];
      await choose(page, 'Headline', String(headline?.title));
      await eventually(async () =>
        expect(await images(page)).toEqual([failed.images[0].imageId]),
      );
      expect(page.url()).toContain(`finding=${headline?.id}`);
      await page.goto(
        `${backend.url}${TAB}?category=${headline?.category}&furthestStage=${furthestStage}`,
      );
      await page.getByText('2 filters').waitFor();
      await eventually(async () =>
        expect(await images(page)).toEqual([failed.images[0].imageId]),
      );
    });

    it('names what an image id needs', async () => {
      const page = await open(TAB);
      const search = page.getByRole('searchbox', { name: 'Image' });
      await search.fill('web-base');
      await search.press('Enter');
      expect(await page.getByRole('alert').textContent()).toMatch(/ami-/);
    });

    it('leads to the comparison of two ticked builds', async () => {
      const page = await open(TAB);
      await page
        .getByRole('checkbox', { name: /, failed$/ })
        .first()
        .check({ force: true });
      await page
        .getByRole('checkbox', { name: /, passed$/ })
        .first()
        .check({ force: true });
      expect(
        await page
          .getByRole('checkbox', { name: /^Compare/ })
          .nth(5)
          .isDisabled(),
      ).toBe(true);
      await page.getByRole('link', { name: 'Compare', exact: true }).click();
      await page.waitForURL(/\/runs\/[^/]+\/comparison\?with=/);
      const ids = [passed, failed].map(({ runs }) => runs[0].id);
      for (const id of ids) expect(page.url()).toContain(id);
    });

    it('has a chart whose points open their runs', async () => {
      const page = await open(TAB);
      const chart = page.getByRole('figure', { name: /^The last 50 builds/ });
      const points = chart.getByRole('link');
      await points.last().waitFor();
      expect(await points.count()).toBe(50);
      await points.last().focus();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/ami-smoke-test\/runs\//);
      await page.goBack();
      await points.last().click();
      await page.waitForURL(/\/ami-smoke-test\/runs\//);
      expect([passed.runs[0].id, failed.runs[0].id]).toContain(
        new URL(page.url()).pathname.split('/').at(-1),
      );
    });

    it('shows a picture of each boot that opens the run at its moment', async () => {
      const page = await open(TAB);
      const [offset] = passed.runs[0].filmStrip;
      const picture = page
        .getByRole('row')
        .filter({ hasText: passed.images[0].imageId })
        .first()
        .getByRole('listitem')
        .getByRole('link')
        .first();
      await eventually(async () =>
        expect(await isShown(picture.locator('img'))).toBe(true),
      );
      await picture.click();
      await page.waitForURL(new RegExp(`/runs/[^/]+\\?.*t=${offset / 1000}`));
    });

    it('teaches how to begin while there is none, and on other entities says what is missing', async () => {
      const page = await open(
        '/catalog/default/resource/acme-desktop/ami-smoke-test',
      );
      await page
        .getByRole('heading', { name: 'No smoke test of acme-desktop yet' })
        .waitFor();
      expect(await page.locator('pre').first().textContent()).toMatch(
        /shell-local|post-processor/,
      );
      await page.getByRole('button', { name: 'Copy the lines' }).click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
        /acme-desktop/,
      );
      const other = await open('/catalog/default/system/acme');
      await other.getByRole('link', { name: 'Overview' }).waitFor();
      expect(
        await other
          .getByRole('navigation', { name: 'Content navigation' })
          .getByRole('link', { name: 'Smoke tests' })
          .count(),
      ).toBe(0);
    });
  });

  describe('the fleet', () => {
    it('tells how every family stands, also of those that were never tested', async () => {
      const page = await open('/ami-smoke-test');
      const row = (name: string) => familyRow(page, name);
      const { items } = await world.client(backend).listFamilies();
      const healthy = items.find(({ family }) => family === 'acme-healthy')!;
      await row('acme-healthy')
        .getByText(String(healthy.latest.verdict), { exact: true })
        .waitFor();
      expect(healthy.regions.map(({ region }) => region)).toEqual([
        'us-east-1',
      ]);
      await row('acme-healthy')
        .getByRole('link', {
          name: `us-east-1: ${healthy.regions[0].verdict}`,
          exact: true,
        })
        .waitFor();
      expect(await row('acme-desktop').textContent()).toContain('never tested');
      await page.getByRole('button', { name: /never tested$/ }).click();
      await eventually(async () =>
        expect(await row('acme-healthy').count()).toBe(0),
      );
      expect(new URL(page.url()).search).toContain('never');
      await page.reload();
      await row('acme-desktop').waitFor();
      expect(await row('acme-healthy').count()).toBe(0);
      await page.getByRole('link', { name: 'How to add it' }).click();
      await page.getByRole('link', { name: 'Show the lines' }).click();
      await page
        .getByRole('heading', { name: 'No smoke test of acme-desktop yet' })
        .waitFor();
    });

    it('shows what is in AWS while a run has it, and a family on its first build', async () => {
      const page = await open('/ami-smoke-test');
      await page
        .getByText('Nothing: everything that runs made is gone.')
        .waitFor();
      const build = await world.test(backend, {
        script: 'service-crashes',
        family: 'first-seen',
        // It goes on until it is stopped, however long the page takes to follow.
        profile: 'patient',
      });
      const { runs } = await world.until(
        backend,
        build.id,
        ({ runs: [run] }) => run.instanceId !== undefined,
      );
      // Without a reload.
      await page
        .getByRole('row')
        .filter({ hasText: String(runs[0].instanceId) })
        .getByText('exists')
        .waitFor();
      await page.getByRole('button', { name: /^[1-9]\d* running$/ }).waitFor();
      await world.client(backend).cancelBuild(build.id);
      await world.until(
        backend,
        build.id,
        ({ status }) => status === 'finished',
      );
      await page
        .getByText('Nothing: everything that runs made is gone.')
        .waitFor();

      // The catalog has it by now, or in a moment.
      await eventually(async () => {
        await page.goto(`${backend.url}/catalog/default/resource/first-seen`);
        await page
          .getByRole('navigation', { name: 'Content navigation' })
          .getByRole('link', { name: 'Smoke tests' })
          .waitFor({ timeout: 2_000 });
      });
    });

    it('is searched, filtered by owner, and says when nothing fits', async () => {
      const page = await open('/ami-smoke-test');
      await page
        .getByRole('searchbox', { name: 'Find a family' })
        .fill('nothing like it');
      await page
        .getByRole('heading', { name: 'No family fits these filters' })
        .waitFor();
      await page.getByRole('button', { name: 'Clear all filters' }).click();
      await page.getByRole('button', { name: /Owner$/ }).click();
      await page.getByRole('option', { name: 'Me and my groups' }).click();
      await familyRow(page, 'acme-healthy').waitFor();
      expect(new URL(page.url()).search).not.toBe('');
    });
  });

  describe('the card on the overview of an entity', () => {
    it('says how the family stands, and leads on', async () => {
      const client = world.client(backend);
      const { items } = await client.listBuilds({
        family: 'acme-healthy',
        limit: 1,
      });
      const [newest] = items;
      const page = await open('/catalog/default/resource/acme-healthy');
      await page.getByText(String(newest.verdict), { exact: true }).waitFor();
      await page.getByText(newest.images[0].imageId).waitFor();
      await page
        .getByRole('link', { name: 'Open the run', exact: true })
        .click();
      await page.waitForURL(new RegExp(`/runs/${newest.runs[0].id}`));
      await page.goBack();
      await page.getByRole('link', { name: 'All smoke tests' }).click();
      await page.getByRole('table', { name: 'Builds' }).waitFor();
      expect(page.url()).toContain(TAB);
    });
  });
});

async function isShown(image: Locator): Promise<boolean> {
  return image.evaluate(
    element =>
      (element as HTMLImageElement).complete &&
      (element as HTMLImageElement).naturalWidth > 0,
  );
}
