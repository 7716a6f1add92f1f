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

import { openPicture, unreadable } from './picture';

/** Of a text screen of 80 columns and 25 rows, each row has one; a cell is somewhat wider than a character. */
const COLUMNS = 60;
const ROWS = 25;

/** By so much of 256 a cell's brightness differs for JPEG alone, down to its quality 30; a cursor makes it differ by 3. */
const NOISE = 1;

/**
 * How bright each of 60 x 25 cells of a picture is, in base64 (2000 characters): enough to see where two pictures differ, however
 * they were compressed.
 */
export type FramePrint = string;

/**
 * Makes the print of a screenshot.
 *
 * @throws UnreadablePictureError when it is no picture that can be read
 */
export async function printFrame(picture: Buffer): Promise<FramePrint> {
  const opened = await openPicture(picture);
  const cells = await opened
    .greyscale()
    .resize(COLUMNS, ROWS, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer()
    .catch(unreadable);
  return cells.toString('base64');
}

/** Where a cell is. */
export interface Cell {
  column: number;
  row: number;
}

/** The cells of a print, to be compared. */
export function cellsOf(print: FramePrint): Uint8Array {
  return Buffer.from(print, 'base64');
}

/** Whether a cell shows something else. */
export function differs(one: number, other: number): boolean {
  return Math.abs(one - other) > NOISE;
}

/** The indexes of the cells in which two prints differ. */
export function changedCells(one: Uint8Array, other: Uint8Array): number[] {
  const changed: number[] = [];
  for (let cell = 0; cell < COLUMNS * ROWS; cell += 1) {
    if (differs(one[cell], other[cell])) changed.push(cell);
  }
  return changed;
}

/** Which row of the screen a cell is in. */
export function rowOf(cell: number): number {
  return Math.floor(cell / COLUMNS);
}
