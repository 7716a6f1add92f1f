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

import type { ConsoleLine } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** Height of a line that is not wrapped, in px; LineList.module.css says the same. */
export const ROW_HEIGHT = 20;

/** Width of a character in px, of the time and of the number. */
const CHARACTER = 7.3;
const GUTTER = 150;

/** No line is drawn beyond this many characters before the reader asks for more. */
const LONGEST = 2_000;

/** How many characters of text have room beside each other. */
export function columnsIn(element: HTMLElement | null): number {
  const width = element?.clientWidth || 800;
  return Math.max(10, Math.floor((width - GUTTER) / CHARACTER));
}

/** How many rows a line takes when it is wrapped, about: it is measured when it is drawn. */
export function rowsOf(line: ConsoleLine | undefined, columns: number): number {
  const length = Math.min(line?.text.length ?? 0, LONGEST);
  return Math.max(1, Math.ceil(length / columns));
}

/** The width that lines take when none is wrapped, so that scrolling down does not change it. */
export function widestOf(lines: ConsoleLine[]): string {
  let longest = 0;
  for (const { text } of lines) longest = Math.max(longest, text.length);
  const isCut = longest > LONGEST;
  return `calc(${
    Math.min(longest, LONGEST) + (isCut ? 50 : 2)
  }ch + ${GUTTER}px)`;
}
