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
import { describeInBrowser } from './browser/describeInBrowser';
import { eventually } from './browser/eventually';
import { quickConfig, startQuickWorld } from './stack/quickWorld';
import type { World } from './stack/World';

jest.setTimeout(120_000);

const NO_EVIDENCE = 'You may not see pictures and logs of this image';

const PERMISSIONS = [
  'ami-smoke-test.build.create',
  'ami-smoke-test.build.read',
  'ami-smoke-test.build.cancel',
  'ami-smoke-test.evidence.read',
  'ami-smoke-test.ledger.read',
];

describeInBrowser('A user without a permission', visitor => {
  let world: World;
  let backend: Backend;
  let build: Build;
  let running: Build;

  beforeAll(async () => {
    ({ world, backend } = await startQuickWorld());
    build = await world.finish(backend, {
      script: 'healthy',
      family: 'acme-healthy',
    });
    // Its profile lets it run until it is cancelled.
    running = await world.test(backend, {
      script: 'no-network-driver',
      family: 'acme-healthy',
      profile: 'patient',
    });
  });
  afterEach(() => deny());
  afterAll(() => world?.close());

  /** Takes permissions away, until it is called again. */
  async function deny(...permissions: string[]): Promise<void> {
    backend.reconfigure(quickConfig({ demo: { denied: permissions } }));
    await eventually(async () => {
      for (const name of PERMISSIONS) {
        expect([name, await isDenied(name)]).toEqual([
          name,
          permissions.includes(name),
        ]);
      }
    });
  }

  async function isDenied(name: string): Promise<boolean> {
    const signIn = await fetch(`${backend.url}/api/auth/guest/refresh`);
    const { backstageIdentity } = await signIn.json();
    const answer = await fetch(`${backend.url}/api/permission/authorize`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${backstageIdentity.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        items: [
          { id: name, permission: { type: 'basic', name, attributes: {} } },
        ],
      }),
    });
    const { items } = await answer.json();
    return items[0].result === 'DENY';
  }

  const open = (path: string, expected: RegExp[] = []) =>
    visitor.open(backend.url + path, { expected });
  const runPath = (one: Build) => `/ami-smoke-test/runs/${one.runs[0].id}`;

  it('for evidence sees no picture and no log, and cannot ask for them either', async () => {
    const [run] = build.runs;
    const allowed = new RunPage(await open(runPath(build)));
    await allowed.ready();
    const picture = `${backend.url}/api/ami-smoke-test/runs/${run.id}/screenshots/${run.filmStrip[0]}`;
    const statusOf = async () =>
      (await allowed.page.request.get(picture)).status();
    expect(await statusOf()).toBe(200);

    await deny('ami-smoke-test.evidence.read');
    expect(await statusOf()).toBe(403);
    const pictures: string[] = [];
    const page = await visitor.open(backend.url + runPath(build), {
      prepare: async tab =>
        tab.on('request', request => {
          if (request.url().includes('/screenshots/')) {
            pictures.push(request.url());
          }
        }),
    });
    await page.getByRole('heading', { name: NO_EVIDENCE }).first().waitFor();
    // What is no evidence is there all the same.
    await page.getByText('passed').first().waitFor();
    const denied = new RunPage(page);
    expect(await denied.log.count()).toBe(0);
    expect(await denied.picture.count()).toBe(0);
    await expectRefused(
      denied,
      'Download everything that was archived',
      'ami-smoke-test.evidence.read',
    );

    await page.goto(
      `${backend.url}/catalog/default/resource/acme-healthy/ami-smoke-test`,
    );
    await page.getByText(/^Pictures are not shown/).waitFor();
    await page.goto(`${backend.url}/ami-smoke-test`);
    await page.getByRole('link', { name: 'us-east-1: passed' }).waitFor();
    expect(pictures).toEqual([]);
  });

  it('for reading is told which permission it takes', async () => {
    await deny('ami-smoke-test.build.read');
    const refused = [/^answer: 403 /];
    for (const path of [
      runPath(build),
      `/ami-smoke-test/builds/${build.id}`,
      '/ami-smoke-test',
      '/catalog/default/resource/acme-healthy/ami-smoke-test',
    ]) {
      const page = await open(path, refused);
      await page.getByText('You may not see this').first().waitFor();
    }
  });

  it('for what is in AWS is told so, and sees the fleet', async () => {
    await deny('ami-smoke-test.ledger.read');
    const page = await open('/ami-smoke-test');
    await page
      .getByText(
        /shown to whoever has the permission ami-smoke-test.ledger.read/,
      )
      .waitFor();
    await page
      .getByRole('link', { name: 'acme-healthy', exact: true })
      .waitFor();
    expect(
      await page.getByRole('button', { name: /in AWS right now/ }).count(),
    ).toBe(0);
  });

  it('for re-running and cancelling cannot press the buttons, and hears why', async () => {
    await deny('ami-smoke-test.build.create', 'ami-smoke-test.build.cancel');
    const finished = new RunPage(await open(runPath(build)));
    await finished.ready();
    await expectRefused(finished, 'Re-run', 'ami-smoke-test.build.create');

    const going = new RunPage(await open(runPath(running)));
    await expectRefused(going, 'Cancel', 'ami-smoke-test.build.cancel');
    await world.client(backend).cancelBuild(running.id);
    await going.page.getByText('cancelled').first().waitFor();
  });
});

async function expectRefused(
  page: RunPage,
  name: string,
  permission: string,
): Promise<void> {
  const button = page.button(name);
  await button.waitFor();
  await eventually(async () =>
    expect(
      (await button.isDisabled()) ||
        (await button.getAttribute('aria-disabled')) === 'true',
    ).toBe(true),
  );
  // As it is reached with the keyboard.
  await button.focus();
  await page.page.keyboard.press('Shift+Tab');
  await page.page.keyboard.press('Tab');
  await page.page
    .getByText(`This takes the permission ${permission}`)
    .waitFor();
}
