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

/** Operating system commands and other strings for the terminal, which may end in a string terminator (ECMA-48, section 5.6). */
// eslint-disable-next-line no-control-regex
const TERMINAL_STRINGS = /\u001b[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)/g;

const CONTROL_CHARACTERS =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Hostile bytes of a serial port as text of lines: escape sequences and control characters are taken out, invalid UTF-8 becomes
 * U+FFFD, and of a line that was drawn over and over with `\r` its last drawing is kept.
 */
export function normalise(bytes: Buffer): string {
  return stripAnsi(bytes.toString('utf8').replace(TERMINAL_STRINGS, ''))
    .split('\n')
    .map(lastDrawing)
    .join('\n')
    .replace(CONTROL_CHARACTERS, '');
}

function lastDrawing(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  const begin = end > 0 ? line.lastIndexOf('\r', end - 1) + 1 : 0;
  return line.slice(begin, end);
}
