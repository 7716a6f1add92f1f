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

import { startPostgres } from '@ami-smoke-test/demo';
import { Visitor } from '@ami-smoke-test/e2e';
import type { Measurement } from '../report';
import { measureHistory } from './measureHistory';
import { measureRunPage } from './measureRunPage';
import { measureScrubbing } from './measureScrubbing';
import { pluginSize } from './pluginSize';
import { preparePages } from './preparePages';

export interface PagesOptions {
  /** How often each page is opened. */
  repetitions: number;
  /** How many builds the history has. */
  builds: number;
}

/** Measures the pages of a Backstage that it starts, fills and stops. */
export async function measurePages(
  options: PagesOptions,
): Promise<Measurement[]> {
  const postgres = await startPostgres();
  const visitor = new Visitor();
  try {
    const { world, ...stage } = await preparePages({
      postgres: postgres.connectionString,
      builds: options.builds,
    });
    try {
      const size = await pluginSize();
      const runPage = await measureRunPage(visitor, stage, options.repetitions);
      const scrubbing = await measureScrubbing(visitor, stage);
      const history = await measureHistory(visitor, stage, options);
      return [...runPage, ...scrubbing, ...history, ...size];
    } finally {
      await visitor.leave();
      await visitor.close();
      await world.close();
    }
  } finally {
    await postgres.stop();
  }
}
