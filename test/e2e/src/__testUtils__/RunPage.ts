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

import type { Locator, Page } from 'playwright-core';

/** What is on the page of a run, found as a reader finds it. */
export class RunPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get screen(): Locator {
    return this.page.getByRole('figure', { name: 'Screen' });
  }

  /** The large frame. */
  get picture(): Locator {
    return this.screen.getByRole('img');
  }

  get filmStrip(): Locator {
    return this.page.getByRole('list', { name: 'Film strip' });
  }

  /** The place of the film strip that belongs to the large frame. */
  get currentFrame(): Locator {
    return this.filmStrip.locator('[aria-current="true"]');
  }

  get log(): Locator {
    return this.page.getByRole('grid', { name: 'Lines of the console log' });
  }

  /** The line that was printed last at the moment that is shown. */
  get currentLine(): Locator {
    return this.log.locator('[aria-current="time"]');
  }

  get diagnosis(): Locator {
    return this.page.getByRole('region', { name: 'Diagnosis' });
  }

  line(text: string | RegExp): Locator {
    return this.log.getByRole('row').filter({ hasText: text });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Waits until everything that a reader looks for is there. */
  async ready(): Promise<void> {
    await this.picture.waitFor();
    await this.log.waitFor();
  }

  /** The number of the line that is marked; nothing when none is. */
  async lineNumber(): Promise<number | undefined> {
    const [number] = await this.currentLine.getByRole('link').allTextContents();
    return number === undefined ? undefined : Number(number);
  }

  /** Waits until this frame is the one that is shown, counted from 1. */
  async shows(position: number): Promise<void> {
    await this.screen.getByText(new RegExp(`^frame ${position} of`)).waitFor();
  }
}
