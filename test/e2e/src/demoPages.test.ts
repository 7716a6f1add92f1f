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

import { AmiSmokeTestClient } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Page } from 'playwright-core';
import { DemoProcess } from './__testUtils__/DemoProcess';
import { RunPage } from './__testUtils__/RunPage';
import { describeInBrowser } from './browser/describeInBrowser';
import { eventually } from './browser/eventually';
import { shownPicture } from './browser/shownPicture';
import { readArchive, sha256 } from './stack/archive';

jest.setTimeout(10 * 60_000);

/** A machine without KVM boots slowly, and other builds run beside it. */
const BOOT_MS = 4 * 60_000;
const WHY = /VFS: (Cannot open root device|Unable to mount root fs)/;

/** What a page that fills itself showed, one entry for each change. */
interface Seen {
  title: string;
  frames: number;
  lines: number;
  stage: string;
}

describeInBrowser('The demo, looked at while it runs', visitor => {
  let demo: DemoProcess;
  let url: string;

  beforeAll(async () => {
    demo = new DemoProcess(['--variant', 'healthy', 'wrong-root-device']);
    await demo.hasPrinted(/Open (http:\S+) and watch/);
    [, url] = /Open (http:\S+) and watch/.exec(demo.output) ?? [];
  });
  afterAll(async () => {
    demo?.interrupt();
    await demo?.exitCode();
  });

  /** The address that a build prints when it is accepted. */
  async function printedLink(variant: string): Promise<string> {
    const link = new RegExp(
      `${variant} .*(http:\\S+/ami-smoke-test/builds/[0-9a-f-]{36})`,
    );
    await demo.hasPrinted(link);
    const [, address] = link.exec(demo.output) ?? [];
    return address;
  }

  it('leads from the printed link to the line that explains the failure, in a page that fills itself', async () => {
    const fleet = await visitor.open(`${url}/ami-smoke-test`);
    const address = await printedLink('wrong-root-device');
    const page = await visitor.open(address, { prepare: watch });
    // The verdict, without a reload and without a click.
    await page.waitForFunction(
      () => document.title.startsWith('failed'),
      null,
      {
        timeout: BOOT_MS,
      },
    );
    const run = new RunPage(page);
    await run.ready();
    await page.getByText('everything is gone').first().waitFor({
      timeout: BOOT_MS,
    });

    const seen = await page.evaluate(
      () => (window as unknown as { seen: Seen[] }).seen,
    );
    const running = seen.filter(({ title }) => title.startsWith('running'));
    const different = <T>(values: T[]) => new Set(values).size;
    expect(different(running.map(({ frames }) => frames))).toBeGreaterThan(3);
    expect(different(running.map(({ lines }) => lines))).toBeGreaterThan(1);
    expect(different(seen.map(({ stage }) => stage))).toBeGreaterThan(2);

    // The line is in sight, next to the screen of that moment: no click at all.
    const line = run.line(WHY).first();
    await line.waitFor();
    expect(await isInSight(page, WHY)).toBe(true);

    // The fleet has heard of it, too.
    await fleet
      .getByRole('row')
      .filter({ hasText: 'acme-wrong-root-device' })
      .getByText('failed')
      .first()
      .waitFor();
  });

  it('shows the frames that were taken, of both images', async () => {
    await demo.hasPrinted(/Backstage stays at/);
    const [, s3] = /A local S3 runs at (http:\S+)/.exec(demo.output) ?? [];
    for (const variant of ['healthy', 'wrong-root-device']) {
      const page = await visitor.open(await printedLink(variant));
      const run = new RunPage(page);
      await run.ready();
      const known = await runOf(page);
      const archive = await readArchive(s3, String(known.archive));
      const archived = [...archive]
        .filter(([path]) => path.startsWith('screenshots/'))
        .map(([, bytes]) => sha256(bytes));
      await run.button('Next frame').focus();
      await page.keyboard.press('End');
      for (let at = known.frames.length; at > 0; at--) {
        await run.shows(at);
        const frame = known.frames[at - 1];
        expect(archived).toContain(frame.sha256);
        await eventually(async () =>
          expect(await shownPicture(run.picture)).toBe(frame.sha256),
        );
        await run.button('Previous frame').click();
      }
    }
  });

  async function runOf(page: Page) {
    const client = new AmiSmokeTestClient({
      discoveryApi: { getBaseUrl: async plugin => `${url}/api/${plugin}` },
    });
    const signIn = await fetch(`${url}/api/auth/guest/refresh`);
    const { backstageIdentity } = await signIn.json();
    const { token } = backstageIdentity;
    const id = new URL(page.url()).pathname.split('/').at(-1);
    const build = await client.getBuild(String(id), { token });
    return client.getRun(build.runs[0].id, { token });
  }
});

/** Has the browser write down what the page shows. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Seen[] = [];
    Object.assign(window, { seen });
    const look = () => {
      const now: Seen = {
        title: document.title,
        frames: Number(
          /frame \d+ of (\d+)/.exec(document.body?.innerText ?? '')?.[1] ?? 0,
        ),
        lines: Number(
          document
            .querySelector('[role="grid"]')
            ?.getAttribute('aria-rowcount') ?? 0,
        ),
        stage:
          document
            .querySelector('[role="slider"]')
            ?.getAttribute('aria-valuetext')
            ?.replace(/^.*, /, '') ?? '',
      };
      if (JSON.stringify(now) !== JSON.stringify(seen.at(-1))) seen.push(now);
    };
    setInterval(look, 100);
  });
}

/** Whether a line of the log with this text is inside of the window, and of what scrolls. */
async function isInSight(page: Page, text: RegExp): Promise<boolean> {
  return page.evaluate(source => {
    const grid = document.querySelector('[role="grid"]');
    if (!grid) return false;
    const inside = grid.getBoundingClientRect();
    return [...grid.querySelectorAll('[role="row"]')]
      .filter(row => new RegExp(source).test(row.textContent ?? ''))
      .map(row => row.getBoundingClientRect())
      .some(
        ({ top, bottom }) =>
          top >= inside.top - 1 &&
          bottom <= inside.bottom + 1 &&
          bottom <= window.innerHeight,
      );
  }, text.source);
}
