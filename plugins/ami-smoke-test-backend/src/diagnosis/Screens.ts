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

import { LIMITS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type {
  ScreenText,
  Standstill,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { framesThatMatter, standstill } from '@ami-smoke-test/diagnosis';
import type { Redactor } from '../capture/redact';
import type { PrintedFrame } from '../database/records';
import { isInterruption } from '../run/outcomes';
import type { RunTools } from '../run/RunTools';

/** Reads the text of a picture, in a thread of its own; shared by all runs of a process. */
export interface PictureReader {
  /** @param signal - nobody wants to know any more */
  read(picture: Buffer, signal: AbortSignal): Promise<string>;
}

/** What the screens of one run say. */
export class Screens {
  readonly #run: RunTools;
  readonly #reader: PictureReader;
  readonly #redactor: Redactor;
  /** What was read, also by earlier processes. */
  #texts: ScreenText[] | undefined;
  #reading: Promise<void> | undefined;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  /** Those that could not be read are not tried again. */
  readonly #unreadable = new Set<number>();

  constructor(run: RunTools, reader: PictureReader, redactor: Redactor) {
    this.#run = run;
    this.#reader = reader;
    this.#redactor = redactor;
    this.#signal = AbortSignal.any([run.interrupted, this.#over.signal]);
  }

  /** What was read so far, by offset. */
  async texts(): Promise<ScreenText[]> {
    this.#texts ??= await this.#run.journal.screenTexts();
    return this.#texts;
  }

  /** Since when the screen shows nothing new, if it does. */
  async standstill(): Promise<Standstill | undefined> {
    return standstill(await this.#run.journal.printedFrames());
  }

  /** What stands on a screen on which nothing changes any more; nothing while that is not read. */
  async standing(): Promise<ScreenText | undefined> {
    const still = await this.standstill();
    const last = (await this.texts()).at(-1);
    return still && last && last.offsetMs >= still.sinceMs ? last : undefined;
  }

  /** Reads the frames that tell how the boot went, the last one first. Rejects only when this process's part in the run ends. */
  read(): Promise<void> {
    return this.#once(async () => {
      const frames = await this.#run.journal.printedFrames();
      const matter = framesThatMatter(frames);
      for (const offsetMs of matter.reverse()) {
        await this.#readOnce(offsetMs, frames);
      }
    });
  }

  /** Reads the last frame when it shows what others before it did, and none of them was read. */
  readStanding(): Promise<void> {
    return this.#once(async () => {
      const frames = await this.#run.journal.printedFrames();
      const last = frames.at(-1);
      if (!last || !standstill(frames) || (await this.standing())) return;
      await this.#readOnce(last.offsetMs, frames);
    });
  }

  /** What is not read by now is not read any more: others wait for their turn. */
  end(): void {
    this.#over.abort(new Error('The run is over'));
  }

  /** Who asks while something is being read waits for that. */
  #once(task: () => Promise<void>): Promise<void> {
    this.#reading ??= task().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Unless it, or one that is the same picture, was read before. */
  async #readOnce(offsetMs: number, frames: PrintedFrame[]): Promise<void> {
    const frame = frames.find(one => one.offsetMs === offsetMs);
    const texts = await this.texts();
    const tried = [...texts.map(text => text.offsetMs), ...this.#unreadable];
    const isKnown = frames.some(
      one => tried.includes(one.offsetMs) && one.sha256 === frame?.sha256,
    );
    if (frame && !isKnown && !this.#signal.aborted) {
      await this.#read(frame);
    }
  }

  async #read({ offsetMs, path }: PrintedFrame): Promise<void> {
    const { evidence, journal } = this.#run;
    try {
      const picture = await evidence.read(path);
      const text = await this.#reader.read(picture, this.#signal);
      if (this.#over.signal.aborted) return;
      const screen = {
        offsetMs,
        text: this.#redactor.redact(text).slice(0, LIMITS.screenText),
      };
      await journal.addScreenText(screen);
      this.#texts = [...(await this.texts()), screen].sort(
        (a, b) => a.offsetMs - b.offsetMs,
      );
    } catch (error) {
      if (isInterruption(error) || this.#signal.aborted) throw error;
      this.#unreadable.add(offsetMs);
      await journal.notice(
        `The text of the frame at ${offsetMs / 1000} s could not be read: ${
          (error as Error).message
        }`,
      );
    }
  }
}
