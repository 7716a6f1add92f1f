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

import { findChromium } from './chromium';
import { Visitor } from './Visitor';

/**
 * Describes what is seen in Chromium. Every test fails on problems of the pages that it opened, and its pages are closed. Where
 * there is no Chromium the tests are skipped, and it is said why.
 */
export function describeInBrowser(
  name: string,
  tests: (visitor: Visitor) => void,
): void {
  const chromium = findChromium();
  if (!chromium) {
    process.stdout.write(
      `Skipped: ${name}: there is no Chromium on the PATH\n`,
    );
  }
  (chromium ? describe : describe.skip)(name, () => {
    const visitor = new Visitor();
    afterEach(async () => {
      expect(await visitor.leave()).toEqual([]);
    });
    afterAll(() => visitor.close());
    tests(visitor);
  });
}
