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
import { percentile, type Measurement } from '../report';
import type { Stage } from './preparePages';

/** As quickly as a key repeats that is held down. */
const KEYS_PER_SECOND = 30;

interface Scrubbed {
  /** The frames that were painted, in order, by their numbers. */
  painted: number[];
  longTasksMs: number[];
  /** From each key to the next paint. */
  delaysMs: number[];
}

/** Steps through all frames of a run with the arrow key. */
export async function measureScrubbing(
  visitor: Visitor,
  { url, runId, frames }: Stage,
): Promise<Measurement[]> {
  const page = await visitor.open(`${url}/ami-smoke-test/runs/${runId}?t=0`);
  const screen = page.getByRole('figure', { name: 'Screen' });
  await screen.getByText(`frame 1 of ${frames}`).waitFor();
  await screen.getByRole('img').click();
  // What the page does at its beginning is not scrubbing.
  await page.waitForLoadState('networkidle');
  await page.evaluate(watchScrubbing);
  for (let index = 1; index < frames; index++) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(1000 / KEYS_PER_SECOND);
  }
  await screen.getByText(`frame ${frames} of ${frames}`).waitFor();
  const { painted, longTasksMs, delaysMs } = await page.evaluate(
    () =>
      new Promise<Scrubbed>(resolve => {
        setTimeout(
          () => resolve((window as unknown as { scrubbed: Scrubbed }).scrubbed),
          500,
        );
      }),
  );
  await visitor.leave();
  const seen = new Set(painted).size;
  return [
    {
      name: `scrubbing, ${KEYS_PER_SECOND} keys a second: frames that were not painted`,
      value: frames - seen,
      unit: '',
      target: 0,
    },
    {
      name: 'scrubbing: from a key to the next paint, p95',
      value: percentile(delaysMs, 0.95) || 0,
      unit: 'ms',
    },
    {
      name: 'scrubbing: tasks of 50 ms and more',
      value: longTasksMs.length,
      unit: '',
      target: 0,
    },
    {
      name: 'scrubbing: the longest task',
      value: Math.max(0, ...longTasksMs),
      unit: 'ms',
    },
  ];
}

/** Runs in the browser. */
function watchScrubbing(): void {
  const scrubbed: Scrubbed = { painted: [], longTasksMs: [], delaysMs: [] };
  (window as unknown as { scrubbed: Scrubbed }).scrubbed = scrubbed;
  new PerformanceObserver(list => {
    for (const { duration } of list.getEntries()) {
      scrubbed.longTasksMs.push(duration);
    }
  }).observe({ type: 'longtask' });
  new PerformanceObserver(list => {
    for (const { name, duration } of list.getEntries()) {
      if (name === 'keydown') scrubbed.delaysMs.push(duration);
    }
  }).observe({
    type: 'event',
    durationThreshold: 16,
  } as PerformanceObserverInit);
  const look = () => {
    const figure = document.querySelector('figure[aria-label="Screen"]');
    const picture = figure?.querySelector('img');
    const [, number] = /frame (\d+) of/.exec(figure?.textContent ?? '') ?? [];
    if (
      number &&
      picture?.complete &&
      figure?.getAttribute('aria-busy') === 'false' &&
      scrubbed.painted.at(-1) !== Number(number)
    ) {
      scrubbed.painted.push(Number(number));
    }
    requestAnimationFrame(look);
  };
  look();
}
