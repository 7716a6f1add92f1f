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

import type {
  ScreenText,
  Standstill,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  framesThatMatter,
  printFrame,
  ScreenReader,
  standstill,
} from '@ami-smoke-test/diagnosis';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { UnusableInputError, type Material, type Picture } from './material';

/** More are not looked at; a run takes some hundred. */
const MOST_PICTURES = 1000;

/** What the screens show. */
export interface Screens {
  texts: ScreenText[];
  standstill?: Standstill;
  /** Pictures that could not be read, and why. */
  notes: string[];
}

/**
 * Reads those of the screenshots that matter.
 *
 * @throws UnusableInputError when none can be read, or what it takes is not installed
 */
export async function readScreens({
  pictures,
  timed,
}: Material): Promise<Screens> {
  const notes: string[] = [];
  const frames = [];
  for (const picture of pictures.slice(-MOST_PICTURES)) {
    const frame = await noting(picture, notes, async () => {
      const bytes = await picture.read();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { ...picture, sha256, print: await printFrame(bytes) };
    });
    if (frame) frames.push(frame);
  }
  if (frames.length === 0) throw new UnusableInputError(notes.join('. '));
  const wanted = framesThatMatter(frames);
  const reader = new ScreenReader();
  const texts: ScreenText[] = [];
  try {
    for (const frame of frames) {
      if (!wanted.includes(frame.offsetMs)) continue;
      const text = await noting(frame, notes, async () =>
        reader.read(await frame.read()),
      );
      if (text) texts.push({ offsetMs: frame.offsetMs, text });
    }
  } finally {
    await reader.close();
  }
  return { texts, standstill: timed ? standstill(frames) : undefined, notes };
}

async function noting<T>(
  { name }: Picture,
  notes: string[],
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isMissingModule(error)) throw notInstalled();
    notes.push(`${name} is left out: ${(error as Error).message}`);
    return undefined;
  }
}

function isMissingModule(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}

function notInstalled(): Error {
  return new UnusableInputError(
    `Reading screenshots takes three packages that are not installed: npm install --prefix ${dirname(
      __filename,
    )} sharp@0.34 tesseract.js@7 @tesseract.js-data/eng@1. Without them (--no-screens) logs are diagnosed`,
  );
}
