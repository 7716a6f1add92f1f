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

import { BootReader } from './BootReader';
import { diagnose } from './diagnose';

const PANIC =
  '[    1.0] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)';

/** Diagnoses a log of about 1 MB, part by part. */
function readMany(part: (index: number) => string | Uint8Array) {
  const reader = new BootReader();
  let length = 0;
  for (let index = 0; length < 1_000_000; index += 1) {
    const next = part(index);
    length += next.length;
    reader.write(next);
  }
  reader.write(`\n${PANIC}\n`);
  return reader.finish();
}

describe('BootReader', () => {
  it('says what diagnose says, however the bytes come', () => {
    const log = `[    0.0] Linux version 6.1.0\r\n${PANIC}\r\n`;
    const reader = new BootReader();
    for (const byte of Buffer.from(log)) reader.write(Uint8Array.of(byte));
    expect(reader.finish()).toEqual(diagnose({ console: log }));
  });

  it.each<[string, (index: number) => string | Uint8Array]>([
    ['one endless line', () => 'x'.repeat(65_536)],
    ['zeros', () => new Uint8Array(65_536)],
    ['bytes that are no text', i => Buffer.alloc(65_536, 128 + (i % 128))],
    [
      'colours and cursors',
      () => '\u001b[31m\u001b[2J\u001b[1;1H'.repeat(4000),
    ],
    ['sequences that do not end', () => '\u001b['.repeat(30_000)],
    ['strings that do not end', () => '\u001b]0;'.repeat(16_000)],
    ['a spinner', () => '| waiting\r/ waiting\r'.repeat(3000)],
    ['clocks', () => '[    1.000000] '.repeat(4000)],
    ['empty lines', () => '\n'.repeat(65_536)],
    ['reports of our own', i => `ASTG1 ${i} unit panic #000000\n`.repeat(2000)],
  ])('finds what comes after %s', (_, part) => {
    const { headline } = readMany(part);
    expect(headline?.evidence.text).toContain('Unable to mount root fs');
  });

  it('keeps what it tells in bounds, whatever is said how often', () => {
    const { findings, headline } = readMany(index =>
      Array.from(
        { length: 200 },
        (_, each) =>
          `systemd[1]: Failed to start unit${index}-${each}.service - Unit.\n`,
      ).join(''),
    );
    expect(findings.length).toBeLessThanOrEqual(50);
    expect(headline).not.toBeNull();
    expect(
      Math.max(...findings.map(({ evidence }) => evidence.text?.length ?? 0)),
    ).toBeLessThanOrEqual(500);
  });
});
