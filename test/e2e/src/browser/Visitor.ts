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

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { watchForProblems } from './problems';

export type Theme = 'light' | 'dark';

export interface VisitOptions {
  theme?: Theme;
  width?: number;
  height?: number;
  /** Device pixels of one CSS pixel. */
  scale?: number;
  /** What may go wrong: patterns of the problems that the test brings about. */
  expected?: RegExp[];
  /** Is handed the page before it goes anywhere. */
  prepare?(page: Page): Promise<unknown>;
}

/** Opens pages as a visitor does, each in a profile of its own, and keeps account of what goes wrong in them. */
export class Visitor {
  #browser: Browser | undefined;
  #contexts: BrowserContext[] = [];
  #problems: (() => string[])[] = [];

  async open(url: string, options: VisitOptions = {}): Promise<Page> {
    this.#browser ??= await launchChromium();
    const { theme = 'light', width = 1400, height = 900 } = options;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: options.scale,
      colorScheme: theme,
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    this.#contexts.push(context);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // Where Backstage remembers it; a page without an address has no storage.
    await context.addInitScript(chosen => {
      try {
        localStorage.setItem('theme', chosen);
      } catch {
        /* about:blank */
      }
    }, theme);
    const page = await context.newPage();
    this.#problems.push(watchForProblems(page, options.expected));
    await options.prepare?.(page);
    await page.goto(url);
    return page;
  }

  /** Closes every page, and says what went wrong in them. */
  async leave(): Promise<string[]> {
    const problems = this.#problems.flatMap(problemsOf => problemsOf());
    this.#problems = [];
    await Promise.all(this.#contexts.map(context => context.close()));
    this.#contexts = [];
    return problems;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }
}
