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

import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'fs';
import { dirname } from 'path';
import { JournalEvent } from './events';

/** An event before it is given its time; a call brings the time it came in. */
type Untimed<T> = T extends JournalEvent
  ? Omit<T, 'at'> & { at?: string }
  : never;

/**
 * An append-only file of JSON lines. Each line is handed to the operating system before the call that caused it is answered, so
 * killing the process loses nothing that a client saw.
 */
export class Journal {
  readonly path: string;
  readonly #now: () => Date;
  #file: number | undefined;

  constructor(path: string, now: () => Date) {
    mkdirSync(dirname(path), { recursive: true });
    this.path = path;
    this.#now = now;
    this.#file = openSync(path, 'a');
  }

  write(event: Untimed<JournalEvent>): void {
    if (this.#file === undefined) return;
    const { type, at = this.#now().toISOString(), ...rest } = event;
    writeSync(this.#file, `${JSON.stringify({ type, at, ...rest })}\n`);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/**
 * Reads a journal. A last line that is still being written is left out.
 *
 * @throws SyntaxError naming the line if one in the middle is not JSON
 */
export function readJournal(path: string): JournalEvent[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  lines.pop();
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as JournalEvent;
    } catch (error) {
      throw new SyntaxError(`${path}:${index + 1}: not a JSON line: ${error}`);
    }
  });
}
