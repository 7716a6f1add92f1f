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

import { readFileSync } from 'node:fs';
import type {
  Build,
  ConsoleLine,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Backend } from '@ami-smoke-test/demo';
import { readArchive, sha256 } from './stack/archive';
import { RunPage } from './__testUtils__/RunPage';
import { describeInBrowser } from './browser/describeInBrowser';
import { eventually } from './browser/eventually';
import { shownPicture } from './browser/shownPicture';
import type { VisitOptions } from './browser/Visitor';
import { startQuickWorld } from './stack/quickWorld';
import type { World } from './stack/World';

jest.setTimeout(120_000);

const PANIC = /VFS: Cannot open root device/;

describeInBrowser('The page of a run', visitor => {
  let world: World;
  let backend: Backend;
  let failed: Run;
  let lines: ConsoleLine[];
  let silent: Build;

  beforeAll(async () => {
    ({ world, backend } = await startQuickWorld());
    const client = world.client(backend);
    const finish = (script: string) =>
      world.finish(backend, { script, family: `acme-${script}` });
    // A pass proves that instances can be reached: only then a silent one is the image's fault.
    await finish('healthy');
    let build: Build;
    [build, silent] = await Promise.all([
      finish('wrong-root-device'),
      finish('no-boot-sector'),
    ]);
    failed = await client.getRun(build.runs[0].id);
    ({ lines } = await client.getConsole(failed.id));
  });
  afterAll(() => world?.close());

  const open = async (path: string, options?: VisitOptions) =>
    new RunPage(
      await visitor.open(`${backend.url}/ami-smoke-test/runs/${path}`, options),
    );
  const opened = async (options?: VisitOptions) => {
    const page = await open(`${failed.id}?t=0`, options);
    await page.ready();
    return page;
  };
  /** The number of the line that had been printed last when a frame was due, if any had been. */
  const lastLineAt = (momentMs: number) =>
    lines.filter(({ offsetMs }) => offsetMs <= momentMs).at(-1)?.number;
  /** Positions, from 1, of the frames that show something else than the one before. */
  const changes = () =>
    failed.frames
      .map(({ sha256: hash }, index) => ({ hash, position: index + 1 }))
      .filter(
        ({ hash }, index) =>
          index > 0 && hash !== failed.frames[index - 1].sha256,
      )
      .map(({ position }) => position);

  it('shows the very frames that were taken, each with the log of its moment', async () => {
    const archive = await readArchive(
      world.s3.endpoint,
      String(failed.archive),
    );
    const page = await opened();
    await page.picture.click();
    for (const [index, frame] of failed.frames.entries()) {
      await page.shows(index + 1);
      const [path] = [...archive.keys()].filter(key =>
        key.startsWith(
          `screenshots/${String(frame.offsetMs).padStart(7, '0')}-`,
        ),
      );
      expect(sha256(archive.get(path) as Buffer)).toBe(frame.sha256);
      await eventually(async () =>
        expect(await shownPicture(page.picture)).toBe(frame.sha256),
      );
      await eventually(async () =>
        expect(await page.lineNumber()).toBe(lastLineAt(frame.offsetMs)),
      );
      await page.page.keyboard.press('ArrowRight');
    }
    // There is nothing after the last.
    await page.shows(failed.frames.length);
    await page.page.keyboard.press('ArrowLeft');
    await page.shows(failed.frames.length - 1);
  });

  it('goes from a frame of the film strip to the log, and from a line to the frame', async () => {
    const page = await opened();
    await page
      .button(/^Show all \d+ frames/)
      .last()
      .click();
    await page.filmStrip
      .getByRole('button', { name: /^Frame at/ })
      .last()
      .click();
    await page.shows(failed.frames.length);
    await eventually(async () =>
      expect(await page.lineNumber()).toBe(lines.at(-1)?.number),
    );

    const [first] = lines;
    const row = page.line(first.text.trim()).first();
    await page.log.focus();
    await page.page.keyboard.press('Home');
    await row.getByRole('button').click();
    const shown = failed.frames.findLastIndex(
      ({ offsetMs }) => offsetMs <= first.offsetMs,
    );
    await page.shows(Math.max(0, shown) + 1);
  });

  it('steps to the next frame that differs, and collapses those that do not', async () => {
    const page = await opened();
    await page.picture.click();
    for (const position of changes()) {
      await page.button('Next frame that differs').click();
      await page.shows(position);
    }
    await page.page.keyboard.press('Shift+ArrowLeft');
    await page.shows(changes().at(-2) ?? 1);

    const cells = page.filmStrip.getByRole('listitem');
    expect(await cells.count()).toBe(changes().length + 1);
    await page.filmStrip
      .getByText(/unchanged for/)
      .first()
      .waitFor();
    const show = page.button(/^Show all \d+ frames that are the same$/);
    const hidden = Number(
      /\d+/.exec(String(await show.last().getAttribute('aria-label')))?.[0],
    );
    const before = await cells.count();
    await show.last().click();
    await eventually(async () =>
      expect(await cells.count()).toBe(before + hidden - 1),
    );
  });

  it('plays', async () => {
    const page = await opened();
    await page.button('Play').click();
    await page.button('Pause').waitFor();
    await page.shows(changes()[0]);
    await page.button('Play').waitFor();
    await page.shows(failed.frames.length);
  });

  it('keeps the moment and the lines in its address', async () => {
    const page = await opened();
    const target = changes().at(-1) ?? 1;
    for (let at = 0; at < changes().length; at++) {
      await page.button('Next frame that differs').click();
    }
    await page.shows(target);
    const line = page.line(PANIC).first();
    await line.getByRole('link').click();
    const { offsetMs } = failed.frames[target - 1];
    await eventually(() => {
      const { searchParams, hash } = new URL(page.page.url());
      expect(Number(searchParams.get('t')) * 1000).toBe(offsetMs);
      expect(hash).toMatch(/^#L\d+$/);
    });
    const address = page.page.url();
    await page.page.reload();
    await page.ready();
    expect(page.page.url()).toBe(address);
    await page.shows(target);
    await eventually(async () =>
      expect(await line.getAttribute('aria-selected')).toBe('true'),
    );
    expect(await line.isVisible()).toBe(true);

    await page.page
      .getByRole('button', { name: 'Copy a link to the lines' })
      .click();
    expect(
      await page.page.evaluate(() => navigator.clipboard.readText()),
    ).toContain(new URL(address).hash);
  });

  it('searches the log, and hands it over', async () => {
    const page = await opened();
    await page.page
      .getByRole('searchbox', { name: 'Search log and screens' })
      .fill('kernel panic');
    const hits = lines.filter(({ text }) => /kernel panic/i.test(text));
    await page.page
      .getByText(`${hits.length} lines`, { exact: true })
      .waitFor();
    await page.button('Next hit').click();
    await page.page.getByText(`1 / ${hits.length}`).waitFor();
    await page
      .line(hits[0].text.replace(/^\[[^\]]*\]/, '').trim())
      .first()
      .waitFor();

    const [download] = await Promise.all([
      page.page.waitForEvent('download'),
      page.button('Download the log').click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toBe(await world.client(backend).getConsoleText(failed.id));

    const [archive] = await Promise.all([
      page.page.waitForEvent('download'),
      page.button(/^Download everything/).click(),
    ]);
    const bytes = readFileSync(await archive.path());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
  });

  it('shows a frame at 100 % and on the full screen', async () => {
    const page = await opened({ width: 900 });
    const sizes = () =>
      page.picture.evaluate(element => {
        const { naturalWidth } = element as HTMLImageElement;
        return {
          shown: element.getBoundingClientRect().width,
          natural: naturalWidth,
        };
      });
    await page.button('Show at 100 %').click();
    await eventually(async () => {
      const { shown, natural } = await sizes();
      expect(shown).toBe(natural);
    });
    await page.button('Fit').click();
    await page.button('Full screen').click();
    await eventually(async () =>
      expect(
        await page.page.evaluate(() => document.fullscreenElement !== null),
      ).toBe(true),
    );
    await page.button('Leave full screen').click();
    await eventually(async () =>
      expect(
        await page.page.evaluate(() => document.fullscreenElement === null),
      ).toBe(true),
    );
  });

  it('says at the top what happened, and below everything that is known', async () => {
    const page = await opened();
    const { page: tab } = page;
    for (const fact of [
      failed.headline?.title,
      failed.image.imageId,
      failed.instanceType,
      failed.availabilityZone,
      failed.instanceId,
      'everything is gone',
    ]) {
      await tab.getByText(String(fact)).first().waitFor();
    }
    await tab.getByRole('heading', { name: 'Checks' }).waitFor();
    for (const { name } of failed.checks) {
      await tab.getByText(name).first().waitFor();
    }
    expect(await tab.title()).toContain('failed');
  });

  it('begins with how far the boot came and what went wrong, and leads to what proves it', async () => {
    const page = await opened();
    const { stages, headline } = failed.diagnosis!;
    expect(headline).toMatchObject({ category: 'block-device' });
    const { title, remedy, evidence } = headline!;
    await page.diagnosis.getByRole('heading', { name: title }).waitFor();
    await page.diagnosis.getByText(remedy).waitFor();

    const shownAt = (offsetMs = 0) =>
      page.shows(
        failed.frames.findLastIndex(frame => frame.offsetMs <= offsetMs) + 1,
      );
    const rungs = page.diagnosis.getByRole('list', {
      name: 'Stages of the boot',
    });
    await rungs.getByRole('button').last().click();
    await shownAt(stages.at(-1)?.evidence.offsetMs);

    const proof = page.log.getByRole('row', { selected: true });
    await page.diagnosis
      .getByRole('button', { name: `line ${evidence.line}` })
      .first()
      .click();
    await eventually(async () =>
      expect(await proof.getByRole('link').textContent()).toBe(
        String(evidence.line),
      ),
    );
    await proof.getByRole('img', { name: `Evidence: ${title}` }).waitFor();
    await shownAt(evidence.offsetMs);
    expect(new URL(page.page.url()).hash).toBe(`#L${evidence.line}`);
  });

  it('shows what was read from the screen, and finds it where there is no log', async () => {
    const client = world.client(backend);
    const [{ id }] = silent.runs;
    await eventually(async () =>
      expect((await client.listScreenTexts(id)).items).not.toEqual([]),
    );
    const run = await client.getRun(id);
    const page = await open(`${id}?t=0`);
    await page.diagnosis
      .getByRole('heading', { name: run.headline?.title })
      .waitFor();
    await page.page
      .getByRole('searchbox', { name: 'Search log and screens' })
      .fill('bootable');
    await page.page
      .getByRole('list', { name: 'On the screen' })
      .getByRole('button')
      .last()
      .click();
    await page.page.getByText('Text read from this screen').click();
    await page.page
      .getByRole('region', { name: 'Text read from this screen' })
      .getByText(/bootable/i)
      .waitFor();
  });

  it('says why there is no log, and that there is no such run', async () => {
    const page = await open(silent.runs[0].id);
    await page.picture.waitFor();
    await page.page
      .getByRole('heading', {
        name: 'The machine wrote nothing on its serial port',
      })
      .waitFor();
    const lost = await open('00000000-0000-4000-8000-000000000000', {
      expected: [/^answer: 404 .*\/runs\//],
    });
    await lost.page.getByText('There is nothing here').waitFor();
  });

  it('tests a family once more and stops it again', async () => {
    const page = await opened();
    const { page: tab } = page;
    await page.button('Re-run').click();
    await page.button(/^Launch 1 instance$/).click();
    await eventually(() => expect(tab.url()).not.toContain(failed.id));
    await page.button('Cancel').click();
    await page.button('Stop it').click();
    await tab.getByText('cancelled').first().waitFor();
    const client = world.client(backend);
    const { items } = await client.listBuilds({ source: 'rerun' });
    expect(items).toMatchObject([{ rerunOf: failed.buildId }]);
    await eventually(async () =>
      expect(await client.getBuild(items[0].id)).toMatchObject({
        verdict: 'cancelled',
        status: 'finished',
      }),
    );
  });
});
