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

import { guessEncoding } from './guessEncoding';

/**
 * A longer line is handed on in pieces of this many characters, so that one of 50 MB needs no more room than others. It has room
 * for the longest kernel command line.
 */
const LONGEST_PIECE = 4096;

/** Hands over the lines of a console log as its bytes come, whatever they are. */
export class LineReader {
  readonly #take: (text: string, line: number) => void;
  #decoder: TextDecoder | undefined;
  #line = 1;
  #open = '';

  /**
   * @param take - is given each line, and its number from 1; of an over-long one each piece with the same number
   */
  constructor(take: (text: string, line: number) => void) {
    this.#take = take;
  }

  write(chunk: Uint8Array | string): void {
    if (typeof chunk === 'string') {
      this.#read(chunk);
      return;
    }
    if (chunk.length === 0) return;
    // What is no valid text becomes U+FFFD
    this.#decoder ??= new TextDecoder(guessEncoding(chunk));
    this.#read(this.#decoder.decode(chunk, { stream: true }));
  }

  /** The last line, which nothing ended. */
  end(): void {
    if (this.#decoder) this.#read(this.#decoder.decode());
    if (this.#open) this.#take(this.#open, this.#line);
    this.#open = '';
  }

  #read(text: string): void {
    let begin = 0;
    for (;;) {
      const end = text.indexOf('\n', begin);
      this.#append(text.slice(begin, end < 0 ? undefined : end));
      if (end < 0) return;
      this.#take(this.#open, this.#line);
      this.#open = '';
      this.#line += 1;
      begin = end + 1;
    }
  }

  #append(text: string): void {
    let begin = 0;
    while (this.#open.length + text.length - begin > LONGEST_PIECE) {
      const end = begin + LONGEST_PIECE - this.#open.length;
      this.#take(this.#open + text.slice(begin, end), this.#line);
      this.#open = '';
      begin = end;
    }
    this.#open += text.slice(begin);
  }
}
