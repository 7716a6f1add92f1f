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

import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker as Thread } from 'node:worker_threads';
import type { Worker } from 'tesseract.js';
import { loadTesseract, modelFolder } from './packages';
import { readablePicture, type ReadablePicture } from './picture';

/** How pictures are read. */
export interface ScreenReaderOptions {
  /** How long one picture may take; a dense one of 1024x768 takes some seconds. */
  timeoutMs?: number;
  /** After how long without a picture the worker, which takes 100 MB, is ended. */
  idleMs?: number;
}

/** A thread that does not end in this time is left alone. */
const ENDING_MS = 5_000;

/**
 * Reads the text of screenshots, one after the other, in a worker thread that is there only while there is something to read.
 */
export class ScreenReader {
  readonly #timeoutMs: number;
  readonly #idleMs: number;
  #queue: Promise<unknown> = Promise.resolve();
  #worker: Promise<Worker> | undefined;
  /** Of the workers that are no longer needed. */
  #ends: Promise<unknown> = Promise.resolve();
  readonly #closed = new AbortController();
  #idle: NodeJS.Timeout | undefined;

  constructor({
    timeoutMs = 60_000,
    idleMs = 30_000,
  }: ScreenReaderOptions = {}) {
    this.#timeoutMs = timeoutMs;
    this.#idleMs = idleMs;
  }

  /**
   * Reads a screenshot.
   *
   * @param signal - nobody wants to know any more; a picture whose turn has come is read all the same
   * @returns its lines; one that the screen wrapped at its right edge is whole again
   * @throws UnreadablePictureError when it is no picture that can be read; an Error when it takes too long, and when the reader is closed
   */
  read(picture: Buffer, signal?: AbortSignal): Promise<string> {
    const text = this.#queue.then(() => {
      signal?.throwIfAborted();
      this.#closed.signal.throwIfAborted();
      return this.#read(picture);
    });
    this.#queue = text.catch(() => {});
    return text;
  }

  /** Gives up what is not read yet, and ends the worker. */
  async close(): Promise<void> {
    this.#closed.abort(new Error('No more pictures are read'));
    await this.#queue;
    this.#endWorker();
    await Promise.race([
      this.#ends,
      sleep(ENDING_MS, undefined, { ref: false }),
    ]);
  }

  async #read(picture: Buffer): Promise<string> {
    clearTimeout(this.#idle);
    const readable = await readablePicture(picture);
    try {
      return await this.#recognise(readable);
    } catch (error) {
      // Whatever state it is in, the next picture gets another one.
      this.#endWorker();
      throw error;
    } finally {
      if (this.#worker) {
        this.#idle = setTimeout(() => this.#endWorker(), this.#idleMs);
      }
    }
  }

  async #recognise({ png, ...edge }: ReadablePicture): Promise<string> {
    this.#worker ??= startWorker();
    const worker = await this.#inTime(this.#worker);
    const { data } = await this.#inTime(
      worker.recognize(png, {}, { blocks: true }),
    );
    const lines = (data.blocks ?? []).flatMap(({ paragraphs }) =>
      paragraphs.flatMap(paragraph => paragraph.lines),
    );
    return lines
      .map(({ text, bbox }) => {
        const isWrapped = bbox.x1 > edge.screenEnd - edge.characterWidth;
        return isWrapped ? text.trimEnd() : `${text.trimEnd()}\n`;
      })
      .join('');
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#closed;
    signal.throwIfAborted();
    let limit: NodeJS.Timeout | undefined;
    let giveUp = () => {};
    const late = new Promise<never>((_, reject) => {
      giveUp = () => reject(signal.reason);
      signal.addEventListener('abort', giveUp);
      limit = setTimeout(
        () =>
          reject(
            new Error(
              `The picture could not be read in ${this.#timeoutMs / 1000} s`,
            ),
          ),
        this.#timeoutMs,
      );
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(limit);
      signal.removeEventListener('abort', giveUp);
    }
  }

  #endWorker() {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    // The next picture does not wait for that: it may be one that does not even start.
    const end = worker?.then(started => threadOf(started).terminate());
    this.#ends = Promise.allSettled([this.#ends, end]);
  }
}

/** With the model that is installed beside it: nothing is downloaded, and nothing written. */
async function startWorker(): Promise<Worker> {
  const { createWorker, OEM, PSM } = loadTesseract();
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    langPath: modelFolder(),
    cacheMethod: 'none',
    // What fails is told to who asked; without a handler it would end the process as well.
    errorHandler: () => {},
  });
  // Nor may a thread that dies: its picture is given up when the time is over.
  threadOf(worker).on('error', () => {});
  await worker.setParameters({
    tessedit_pageseg_mode: PSM.SINGLE_BLOCK,
    user_defined_dpi: '150',
  });
  return worker;
}

/** What its types do not tell of: tesseract.js ends it as well, but nobody could wait for that. */
function threadOf(worker: Worker): Thread {
  return (worker as Worker & { worker: Thread }).worker;
}
