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

import type { Page } from 'playwright-core';

/** What Chromium reports when a page is left while it still loads something. */
const ABORTED = 'net::ERR_ABORTED';
/** A failed request is told of by itself, with its address. */
const FAILED_RESOURCE = /^Failed to load resource:/;

/**
 * Listens for what no page may do: throw, log an error, or ask for what cannot be had.
 *
 * @param expected - patterns of what may happen all the same
 * @returns what has happened so far
 */
export function watchForProblems(
  page: Page,
  expected: RegExp[] = [],
): () => string[] {
  const problems: string[] = [];
  const add = (problem: string) => {
    if (!expected.some(pattern => pattern.test(problem))) {
      problems.push(problem);
    }
  };
  page.on('pageerror', error => add(`page error: ${error.stack ?? error}`));
  page.on('console', message => {
    if (message.type() !== 'error') return;
    if (FAILED_RESOURCE.test(message.text())) return;
    add(`console error: ${message.text()}`);
  });
  page.on('requestfailed', request => {
    const why = request.failure()?.errorText;
    if (why !== ABORTED) add(`request failed: ${request.url()} ${why}`);
  });
  page.on('response', response => {
    if (response.status() >= 400) {
      add(`answer: ${response.status()} ${response.url()}`);
    }
  });
  return () => [...problems];
}
