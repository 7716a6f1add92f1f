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

import stripAnsi from 'strip-ansi';
import { splitAtSgr } from './sgr';

/** Operating system commands and other strings for the terminal, which may end in a string terminator (ECMA-48, section 5.6). */
// eslint-disable-next-line no-control-regex
const TERMINAL_STRINGS = /\u001b[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)/g;

const CONTROL_CHARACTERS =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** More sequences than this between two characters say nothing that fewer could not. */
const SEQUENCES_AT_ONCE = 8;
// eslint-disable-next-line no-control-regex
const RESET = /^\u001b\[[0;:]*m$/;

/**
 * Hostile bytes of a serial port as text of lines: escape sequences and control characters are taken out, invalid UTF-8 becomes
 * U+FFFD, and of a line that was drawn over and over with `\r` its last drawing is kept.
 *
 * Colours stay (`sgr.ts`). They end with their line, so that a line is the same whichever reading it came with; those after its
 * last character are left out.
 */
export function normalise(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replace(TERMINAL_STRINGS, '')
    .split('\n')
    .map(cleanLine)
    .join('\n');
}

function cleanLine(line: string): string {
  const { texts, sequences } = splitAtSgr(line);
  const drawn = texts.map(text => stripAnsi(text));
  const { begin, end } = lastDrawing(drawn.join(''));
  let result = '';
  let at = 0;
  let pending: string[] = [];
  drawn.forEach((text, index) => {
    const seen = text
      .slice(Math.max(0, begin - at), Math.max(0, end - at))
      .replace(CONTROL_CHARACTERS, '');
    if (seen) {
      result += effective(pending) + seen;
      pending = [];
    }
    at += text.length;
    if (index < sequences.length) pending.push(sequences[index]);
  });
  return result;
}

/** From where to where the last drawing of a line goes. */
function lastDrawing(line: string): { begin: number; end: number } {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  const begin = end > 0 ? line.lastIndexOf('\r', end - 1) + 1 : 0;
  return { begin, end };
}

/** Of sequences that follow one another those that matter: the ones since the last reset, and not too many. */
function effective(sequences: string[]): string {
  const reset = sequences.findLastIndex(sequence => RESET.test(sequence));
  return sequences.slice(Math.max(0, reset)).slice(-SEQUENCES_AT_ONCE).join('');
}
