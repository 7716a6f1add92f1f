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

import type { Visitor } from '@ami-smoke-test/e2e';
import type { Page } from 'playwright-core';
import { percentile, type Measurement } from '../report';
import type { Stage } from './preparePages';

const TARGET_MS = 1000;

/** Runs in the browser: when, by its clock, all that a reader looks for was painted. */
async function untilRunIsShown(): Promise<number> {
  const isShown = () => {
    const picture = document.querySelector<HTMLImageElement>(
      'figure[aria-label="Screen"] img',
    );
    const line = document.querySelector(
      '[role="grid"][aria-label="Lines of the console log"] [role="row"]',
    );
    const verdict = document.querySelector('[data-standing]');
    return Boolean(
      line && verdict && picture?.complete && picture.naturalWidth > 0,
    );
  };
  while (!isShown()) {
    await new Promise(resolve => {
      requestAnimationFrame(resolve);
    });
  }
  // Until it was painted.
  return new Promise(resolve => {
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
  });
}

const prepare = (page: Page) =>
  page.addInitScript({
    content: `window.untilRunIsShown = ${untilRunIsShown}`,
  });

/**
 * From the click on a link to the run until its verdict, its decoded frame and lines of its log are on the screen. Each time by
 * a browser that has never been there.
 */
export async function measureRunPage(
  visitor: Visitor,
  { url, entity, runId }: Stage,
  repetitions: number,
): Promise<Measurement[]> {
  const clicked: number[] = [];
  const loaded: number[] = [];
  for (let index = 0; index < repetitions; index++) {
    const page = await visitor.open(
      `${url}/catalog/default/resource/${entity}/ami-smoke-test`,
      {
        prepare,
      },
    );
    const link = page
      .getByRole('table', { name: 'Builds' })
      .locator(`a[href*="/ami-smoke-test/runs/${runId}"]`);
    await link.first().waitFor();
    clicked.push(
      await link.first().evaluate(async element => {
        const began = performance.now();
        (element as HTMLElement).click();
        return (await untilRunIsShown()) - began;
      }),
    );
    await visitor.leave();
    const whole = await visitor.open(`${url}/ami-smoke-test/runs/${runId}`, {
      prepare,
    });
    // Counted from the beginning of the navigation.
    loaded.push(await whole.evaluate(() => untilRunIsShown()));
    await visitor.leave();
  }
  return [
    {
      name: 'run page, 34 frames and 1 MiB of log: after a click, p50',
      value: percentile(clicked, 0.5),
      unit: 'ms',
      target: TARGET_MS,
    },
    {
      name: 'run page: after a click, p95',
      value: percentile(clicked, 0.95),
      unit: 'ms',
      target: TARGET_MS,
    },
    {
      name: 'run page: with all of Backstage loaded anew, p50',
      value: percentile(loaded, 0.5),
      unit: 'ms',
    },
  ];
}
