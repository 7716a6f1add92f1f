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
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = ['serious', 'critical'];

/** What axe finds on a page that keeps somebody from using it: rule, element and what would mend it. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // Not as a script of the page, whose content security policy is its own.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations
    .filter(({ impact }) => SERIOUS.includes(String(impact)))
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        node =>
          `${id} (${help}): ${node.target.join(' ')} ${node.html.slice(
            0,
            200,
          )} ${node.failureSummary}`,
      ),
    );
}
