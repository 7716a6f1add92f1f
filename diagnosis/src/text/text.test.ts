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

import { LineReader } from './LineReader';
import { messagesOf } from './messages';
import { withoutStamp } from './withoutStamp';

function read(...chunks: (string | Uint8Array)[]): [string, number][] {
  const lines: [string, number][] = [];
  const reader = new LineReader((text, line) => lines.push([text, line]));
  chunks.forEach(chunk => reader.write(chunk));
  reader.end();
  return lines;
}

describe('the lines of a log', () => {
  it('are numbered by their line feeds, as editors do, wherever the chunks end', () => {
    const expected = [
      ['one\r', 1],
      ['', 2],
      ['three', 3],
    ];
    expect(read('one\r\n\nthree')).toEqual(expected);
    expect(read(...'one\r\n\nthree')).toEqual(expected);
  });

  it('are those of UTF-8, even when a character is cut', () => {
    const bytes = Buffer.from('Zürich\n…');
    expect(read(bytes.subarray(0, 2), bytes.subarray(2))).toEqual([
      ['Zürich', 1],
      ['…', 2],
    ]);
  });

  it('are taken for what they can be when they are no text', () => {
    expect(read(Uint8Array.of(0xff, 0x41, 0x0a, 0x80))).toEqual([
      ['\ufffdA', 1],
      ['\ufffd', 2],
    ]);
  });

  it.each([
    ['with a mark', '\ufefflogin:\nx'],
    ['without one', 'login:\nx'],
  ])('are those of UTF-16 %s', (_, text) => {
    expect(read(Buffer.from(text, 'utf16le'))).toEqual([
      ['login:', 1],
      ['x', 2],
    ]);
  });

  it('are handed on in pieces when they are too long, and nothing is lost', () => {
    const long = Array.from({ length: 5000 }, (_, index) => index).join(' ');
    const pieces = read(long.slice(0, 100), long.slice(100), '\nnext');
    expect(Math.max(...pieces.map(([text]) => text.length))).toBeLessThan(9000);
    expect(
      pieces
        .filter(([, line]) => line === 1)
        .map(([text]) => text)
        .join(''),
    ).toBe(long);
    expect(pieces.at(-1)).toEqual(['next', 2]);
  });
});

describe('the messages of a line', () => {
  it.each([
    ['a plain one', 'Kernel panic', ['Kernel panic']],
    [
      'colours',
      '[\u001b[0;32m  OK  \u001b[0m] Started x.',
      ['[  OK  ] Started x.'],
    ],
    ['NULs and bells', 'log\u0000in\u0007:', ['login:']],
    [
      'a spinner',
      '| wait\r/ wait\r/ wait\rdone\r',
      ['| wait', '/ wait', 'done'],
    ],
    ['a cursor that moves', 'menu\u001b[5;1Hentry', ['menu', 'entry']],
    ['a column', 'sshd:\u001b[60G[  OK  ]', ['sshd: [  OK  ]']],
    ['a title', '\u001b]0;title\u0007text', ['text']],
    ['a sequence that does not end', 'text\u001b[31', ['text[31']],
    [
      'the kernel in the middle of it',
      'Starting x[    1.234567] EXT4-fs error',
      ['Starting x', '[    1.234567] EXT4-fs error'],
    ],
    ['a report of our own', 'x ASTG1 3 unit a.service #123456', ['x']],
    ['nothing', ' \t\r', []],
  ])('%s', (_, line, messages) => {
    expect(messagesOf(line)).toEqual(messages);
  });
});

describe('a message without its stamp', () => {
  it.each([
    '[    1.234567] Kernel panic',
    '<4>[    1.234567][    T1] Kernel panic',
    '2026-01-02T03:04:05.678+00:00 Kernel panic',
    '2026/01/02 03:04:05Z: Kernel panic',
    'Jan  2 03:04:05 ip-10-0-0-12 kernel: [    1.2] Kernel panic',
    'Kernel panic',
  ])('%s', message => {
    expect(withoutStamp(message)).toBe('Kernel panic');
  });

  it('keeps brackets that are none', () => {
    expect(withoutStamp('[  OK  ] Started x.')).toBe('[  OK  ] Started x.');
  });
});
