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
import type { Gallery } from './GalleryStack';

/** A page in one of its states. */
export interface Scene {
  name: string;
  /** Brings it about, and says where it is. */
  address(): Promise<string>;
  /** Waits until everything is there. */
  ready(page: Page): Promise<unknown>;
}

const runIsReady = async (page: Page) => {
  await page.getByRole('figure', { name: 'Screen' }).getByRole('img').waitFor();
  await page.getByRole('grid', { name: 'Lines of the console log' }).waitFor();
};

const channelsAreReady = async (page: Page) => {
  await page.getByRole('region', { name: 'production' }).waitFor();
  await page.getByText('agreed').first().waitFor();
};

/** Every page in every state that is worth a look. */
export function scenesOf(gallery: Gallery): Scene[] {
  const { url, builds, failedRunId } = gallery;
  const root = `${url}/ami-smoke-test`;
  const entity = `${url}/catalog/default/resource`;
  const run = (name: string) => `${root}/runs/${builds[name].runs[0].id}`;
  const channels = `${entity}/acme-healthy/ami-smoke-test-channels`;
  const at = (address: string) => async () => address;
  const heading = (name: string | RegExp) => (page: Page) =>
    page.getByRole('heading', { name }).first().waitFor();
  return [
    {
      name: 'fleet',
      address: at(root),
      ready: page => page.getByRole('link', { name: 'acme-desktop' }).waitFor(),
    },
    {
      name: 'run-failed',
      address: at(run('wrong-root-device')),
      ready: runIsReady,
    },
    { name: 'run-passed', address: at(run('healthy')), ready: runIsReady },
    {
      name: 'run-without-log',
      address: at(run('no-boot-sector')),
      ready: heading('The machine wrote nothing on its serial port'),
    },
    {
      name: 'run-running',
      address: async () => {
        const build = await gallery.startRun();
        return `${root}/runs/${build.runs[0].id}`;
      },
      ready: runIsReady,
    },
    {
      name: 'history',
      address: at(`${entity}/acme-healthy/ami-smoke-test`),
      // They come together with the chart, which is closed where there is little room.
      ready: page =>
        page
          .getByRole('table', { name: 'Builds' })
          .getByRole('list', { name: 'How the boot went, in pictures' })
          .first()
          .waitFor(),
    },
    {
      name: 'channels',
      address: at(channels),
      ready: channelsAreReady,
    },
    {
      name: 'promote',
      address: at(channels),
      ready: async page => {
        await channelsAreReady(page);
        await page
          .getByRole('region', { name: 'production' })
          .getByRole('button', { name: 'Promote…' })
          .click();
        await page.getByText(/What will change in AWS/).waitFor();
      },
    },
    {
      name: 'promotion-history',
      address: at(channels),
      ready: async page => {
        await channelsAreReady(page);
        const act = page.getByText('Release 41').last();
        await act.scrollIntoViewIfNeeded();
      },
    },
    {
      name: 'history-empty',
      address: at(`${entity}/acme-desktop/ami-smoke-test`),
      ready: heading('No smoke test of acme-desktop yet'),
    },
    {
      name: 'comparison',
      address: at(`${root}/runs/${failedRunId}/comparison`),
      ready: async page => {
        await page
          .getByRole('img', { name: /screen/i })
          .first()
          .waitFor();
        await page
          .getByRole('heading', { name: /Console/ })
          .first()
          .waitFor();
      },
    },
    {
      name: 'card',
      address: at(`${entity}/acme-healthy`),
      ready: page =>
        page.getByText('passed', { exact: true }).first().waitFor(),
    },
    {
      name: 'run-missing',
      address: at(`${root}/runs/00000000-0000-4000-8000-000000000000`),
      ready: page => page.getByText('There is nothing here').waitFor(),
    },
  ];
}
