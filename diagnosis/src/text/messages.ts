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

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Operating system commands and other strings for the terminal (ECMA-48, section 5.6). */
// eslint-disable-next-line no-control-regex
const TERMINAL_STRINGS = /\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;

/** Control sequences (ECMA-48, section 5.4) and the shorter escapes. */
const ESCAPES =
  // eslint-disable-next-line no-control-regex
  /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}([@-~])|[ -/]{0,8}[0-Z\\^-~])/g;

/** Sequences that go to another line, or clear what was drawn: what follows is another message. */
const ELSEWHERE = new Set('ABEFHJSTdf');
/** Sequences that go to another column. */
const FURTHER = new Set('CG`a');

/** The kernel's clock: of two writers on one line, the kernel begins here. */
const KERNEL_STAMP = /(?=\[ {0,7}\d{1,7}\.\d{6}\])/;

/** From here a line is a report of our own (see `guest`). It names files and units, and none of that is what the boot said. */
const GUEST_REPORT = /ASTG\d+ .*/;

/**
 * What was written on one line of a console, as plain messages: colours and control characters taken out, what was drawn over with
 * `\r` apart from what it was drawn over, and the kernel's messages apart from those of the program that it interrupted.
 */
export function messagesOf(line: string): string[] {
  if (!CONTROL.test(line)) return splitWriters([line]);
  const drawn = line
    .replace(TERMINAL_STRINGS, '')
    .replace(ESCAPES, (_, final?: string) => {
      if (final && ELSEWHERE.has(final)) return '\r';
      return final && FURTHER.has(final) ? ' ' : '';
    })
    .replace(CONTROLS, '');
  return splitWriters(drawn.split('\r'));
}

function splitWriters(drawings: string[]): string[] {
  const messages = drawings
    .flatMap(drawing =>
      drawing.includes('[', 1) ? drawing.split(KERNEL_STAMP) : [drawing],
    )
    .map(message => message.replace(GUEST_REPORT, '').trim());
  // A spinner is drawn again and again
  return messages.filter(
    (message, index) => message && message !== messages[index - 1],
  );
}
