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
import { plainText } from '../../ui';

/** Height of a line that is not wrapped, in px; LineList.module.css says the same. */
export const ROW_HEIGHT = 20;

/** What stands around the time, the number and the text, in px; LineList.module.css says the same. */
const SPACING = 36;

/** No line is drawn beyond this many characters before the reader asks for more. */
const LONGEST = 2_000;

/** How many characters the longest time and the longest number take. */
export interface Gutter {
  time: number;
  number: number;
}

/** The room that the times and numbers of these lines take: the last line has the longest of both. */
export function gutterOf(lines: ConsoleLine[]): Gutter {
  const minutes = (lines.at(-1)?.offsetMs ?? 0) / 60_000;
  const time = minutes < 1 ? '59.9 s' : '59 min 59 s';
  return { time: time.length, number: String(lines.length).length };
}

/** How many characters of text have room beside each other. */
export function columnsIn(element: HTMLElement, gutter: Gutter): number {
  const room = element.clientWidth - SPACING;
  const characters = Math.floor(room / characterWidthIn(element));
  return Math.max(10, characters - gutter.time - gutter.number);
}

function characterWidthIn(element: HTMLElement): number {
  const canvas = document.createElement('canvas').getContext('2d');
  if (!canvas) return 7.3;
  canvas.font = getComputedStyle(element).font;
  return canvas.measureText('0'.repeat(100)).width / 100 || 7.3;
}

/**
 * How many rows a line takes when it is wrapped after so many characters, as a terminal does it. It is exact for what has the
 * width of a letter; with a log of megabytes every row that turns out to be another would be felt.
 */
export function rowsOf(line: ConsoleLine | undefined, columns: number): number {
  const text = line?.text ?? '';
  // What colours it has only make it shorter.
  if (text.length <= columns) return 1;
  const { length } = plainText(text.slice(0, LONGEST));
  return Math.max(1, Math.ceil(length / columns));
}

/** The width that lines take when none is wrapped, so that scrolling down does not change it. */
export function widestOf(lines: ConsoleLine[], gutter: Gutter): string {
  let longest = 0;
  for (const { text } of lines) longest = Math.max(longest, text.length);
  const isCut = longest > LONGEST;
  const text = Math.min(longest, LONGEST) + (isCut ? 50 : 2);
  return `calc(${text + gutter.time + gutter.number}ch + ${SPACING}px)`;
}
