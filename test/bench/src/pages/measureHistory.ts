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
import type { PagesOptions } from './measurePages';
import type { Stage } from './preparePages';

const TARGET_MS = 500;

/** From the click on the tab of a family until the first builds of its history are on the screen. */
export async function measureHistory(
  visitor: Visitor,
  { url, entity }: Stage,
  { repetitions, builds }: PagesOptions,
): Promise<Measurement[]> {
  const times: number[] = [];
  for (let index = 0; index < repetitions; index++) {
    const page = await visitor.open(
      `${url}/catalog/default/resource/${entity}`,
    );
    const tab = page
      .getByRole('navigation', { name: 'Content navigation' })
      .getByRole('link', { name: 'Smoke tests' });
    await tab.waitFor();
    await page.waitForLoadState('networkidle');
    times.push(
      await tab.evaluate(async element => {
        const began = performance.now();
        (element as HTMLElement).click();
        while (
          !document.querySelector(
            '[role="table"][aria-label="Builds"] [role="checkbox"], [role="table"][aria-label="Builds"] input[type="checkbox"]',
          )
        ) {
          await new Promise(resolve => {
            requestAnimationFrame(resolve);
          });
        }
        return new Promise<number>(resolve => {
          requestAnimationFrame(() =>
            setTimeout(() => resolve(performance.now() - began)),
          );
        });
      }),
    );
    await visitor.leave();
  }
  return [
    {
      name: `history of ${builds} builds: first rows after a click, p50`,
      value: percentile(times, 0.5),
      unit: 'ms',
      target: TARGET_MS,
    },
    {
      name: 'history: first rows after a click, p95',
      value: percentile(times, 0.95),
      unit: 'ms',
      target: TARGET_MS,
    },
  ];
}
