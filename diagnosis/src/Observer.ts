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

import {
  LIMITS,
  type FindingEvidence,
  type ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { BootRecord } from './BootRecord';
import type { Message } from './ladder/Boot';
import { Boots } from './ladder/Boots';
import type { Clue } from './match/Clue';
import type { Tries } from './match/LineMatcher';
import { sight } from './rank/sight';
import { fold } from './screen/fold';
import type { Catalogue } from './signatures/catalogue';
import { messagesOf } from './text/messages';
import { withoutStamp } from './text/withoutStamp';

/** So many messages are remembered: a log that says the same again and again is not searched again. */
const REMEMBERED = 1024;

/** The kernel's clock at the beginning of a folded line, which brackets and digits are alike in. */
const FOLDED_STAMP = /^l ?[\dlo]{1,7} ?[.,:] ?[\dlo]{4,8} ?/;

/** Sees a boot go by: its console line by line, and between the lines what its screen showed at that time. */
export class Observer {
  readonly boots = new Boots();
  readonly #catalogue: Catalogue;
  readonly #offsetOfLine: (line: number) => number | undefined;
  readonly #screens: ScreenText[];
  readonly #tries: Tries = new Map();
  readonly #remembered = new Map<string, Clue[]>();
  #previousScreen = new Set<string>();
  #lastMessages: { text: string; line: number }[] = [];
  #position = 0;

  constructor(
    catalogue: Catalogue,
    { screens = [], offsetOfLine }: Omit<BootRecord, 'console'>,
  ) {
    this.#catalogue = catalogue;
    this.#offsetOfLine = offsetOfLine ?? (() => undefined);
    this.#screens = [...screens].sort((a, b) => a.offsetMs - b.offsetMs);
  }

  addLine(line: string, number: number): void {
    for (const text of messagesOf(line)) this.#observeMessage(text, number);
  }

  /** After the last line. */
  finish(): void {
    this.#observeScreensUntil(Infinity);
  }

  /** How the log ends. */
  get lastLines(): FindingEvidence[] {
    return this.#lastMessages.map(({ text, line }) =>
      this.#evidenceOf(text, line),
    );
  }

  #observeMessage(text: string, line: number): void {
    this.#position += 1;
    this.#lastMessages.push({ text, line });
    if (this.#lastMessages.length > LIMITS.lastLines) {
      this.#lastMessages.shift();
    }
    const tried = withoutStamp(text);
    const clues = this.#cluesOf(tried);
    if (clues.length === 0) return;
    const evidence = this.#evidenceOf(text, line);
    this.#observeScreensUntil(evidence.offsetMs ?? -1);
    this.#observe({ evidence, position: this.#position }, tried, clues);
  }

  #cluesOf(tried: string): Clue[] {
    const known = this.#remembered.get(tried);
    if (known) return known;
    const clues = this.#catalogue.console.match(tried, this.#tries);
    if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
    this.#remembered.set(tried, clues);
    return clues;
  }

  #observeScreensUntil(offsetMs: number): void {
    while (this.#screens.length > 0 && this.#screens[0].offsetMs < offsetMs) {
      this.#observeScreen(this.#screens[0]);
      this.#screens.shift();
    }
  }

  /** What the screen before showed as well is not said again. */
  #observeScreen({ offsetMs, text }: ScreenText): void {
    const lines = text.split('\n').filter(line => line.trim());
    for (const line of lines) {
      if (this.#previousScreen.has(line)) continue;
      this.#position += 1;
      const tried = fold(line).replace(FOLDED_STAMP, '');
      const evidence: FindingEvidence = {
        source: 'screen',
        offsetMs,
        text: line.slice(0, LIMITS.evidenceText),
      };
      this.#observe(
        { evidence, position: this.#position },
        tried,
        this.#catalogue.screen().match(tried),
      );
    }
    this.#previousScreen = new Set(lines);
  }

  #observe(message: Message, tried: string, clues: readonly Clue[]): void {
    this.boots.observe(message, tried, clues);
    // What the kernel or a shell is told to do is nothing that it says: `panic=1`
    const isCommandLine = clues.some(
      clue => clue.kind === 'mark' && clue.is === 'command-line',
    );
    if (!isCommandLine) sight(this.boots.current, message, tried, clues);
  }

  #evidenceOf(text: string, line: number): FindingEvidence {
    return {
      source: 'console',
      line,
      offsetMs: this.#offsetOfLine(line),
      text: text.slice(0, LIMITS.evidenceText),
    };
  }
}
