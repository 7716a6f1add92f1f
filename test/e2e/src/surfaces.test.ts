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
import type { Page } from 'playwright-core';
import { accessibilityProblems } from './browser/accessibility';
import { describeInBrowser } from './browser/describeInBrowser';
import { eventually } from './browser/eventually';
import { shownPicture } from './browser/shownPicture';
import { sidewaysScroll } from './browser/sidewaysScroll';
import { startQuickWorld } from './stack/quickWorld';
import type { World } from './stack/World';

jest.setTimeout(120_000);

describeInBrowser('Every page', visitor => {
  let world: World;
  let backend: Backend;
  let passed: Build;
  let failed: Build;
  let pair: Build;
  let silent: Build;

  beforeAll(async () => {
    ({ world, backend } = await startQuickWorld());
    const family = 'acme-healthy';
    passed = await world.finish(backend, { script: 'healthy', family });
    [failed, pair, silent] = await Promise.all([
      world.finish(backend, { script: 'service-crashes', family }),
      world.finish(backend, { script: 'healthy', family, profile: 'pair' }),
      world.finish(backend, { script: 'no-boot-sector', family: 'acme-old' }),
    ]);
  });
  afterAll(() => world?.close());

  const runOf = (build: Build) => `/ami-smoke-test/runs/${build.runs[0].id}`;
  const picture = (page: Page) => page.getByRole('figure').getByRole('img');

  const pages: [string, () => string, (page: Page) => Promise<unknown>][] = [
    [
      'the fleet',
      () => '/ami-smoke-test',
      page =>
        page.getByRole('link', { name: 'acme-old', exact: true }).waitFor(),
    ],
    [
      'the history of a family',
      () => '/catalog/default/resource/acme-healthy/ami-smoke-test',
      page => page.getByRole('table', { name: 'Builds' }).waitFor(),
    ],
    [
      'an empty history',
      () => '/catalog/default/resource/acme-desktop/ami-smoke-test',
      page => page.getByRole('heading', { name: /^No smoke test/ }).waitFor(),
    ],
    [
      'the card of a family',
      () => '/catalog/default/resource/acme-healthy',
      page =>
        page
          .getByText(/^(passed|failed)$/)
          .first()
          .waitFor(),
    ],
    ['a run', () => runOf(failed), page => picture(page).waitFor()],
    [
      'a run without a log',
      () => runOf(silent),
      page => page.getByRole('heading', { name: /wrote nothing/ }).waitFor(),
    ],
    [
      'a build of several runs',
      () => `/ami-smoke-test/builds/${pair.id}`,
      page =>
        page
          .getByRole('link', { name: /t3\.small/ })
          .first()
          .waitFor(),
    ],
    [
      'a comparison',
      () => `${runOf(failed)}/comparison`,
      page => picture(page).first().waitFor(),
    ],
  ];

  it.each(pages)(
    'can be used by everybody, in light and dark, wide and narrow: %s',
    async (_, path, ready) => {
      for (const screen of [
        { theme: 'light', width: 1400 },
        { theme: 'dark', width: 360 },
      ] as const) {
        const page = await visitor.open(backend.url + path(), screen);
        await ready(page);
        await eventually(async () =>
          expect(await accessibilityProblems(page)).toEqual([]),
        );
        expect(await sidewaysScroll(page)).toBe(0);
      }
    },
  );

  it('lays two runs side by side, screen by screen and line by line', async () => {
    const page = await visitor.open(
      `${backend.url}${runOf(failed)}/comparison`,
    );
    const screens = page.getByRole('region', { name: 'Screens' });
    const frames = screens.getByRole('figure').getByRole('img');
    await frames.nth(1).waitFor();
    const client = world.client(backend);
    const hashes = async (build: Build) =>
      (await client.getRun(build.runs[0].id)).frames.map(frame => frame.sha256);
    const [good, bad] = [await hashes(passed), await hashes(failed)];
    const shown = [
      await shownPicture(frames.nth(0)),
      await shownPicture(frames.nth(1)),
    ];
    expect(shown[0]).not.toBe(shown[1]);
    expect([...good, ...(await hashes(pair))]).toContain(shown[0]);
    expect(bad).toContain(shown[1]);

    await page
      .getByText(/FATAL: config key DATABASE_URL is missing/)
      .first()
      .waitFor();
    await screens.getByText('Difference', { exact: true }).click();
    expect(page.url()).toContain('view=difference');
    await page.reload();
    await eventually(async () =>
      expect(
        await screens
          .getByRole('radio', { name: 'Difference' })
          .getAttribute('aria-checked'),
      ).toBe('true'),
    );
    await page.getByRole('link', { name: 'Swap' }).click();
    await page.waitForURL(/\/comparison\?.*with=/);
  });
});
