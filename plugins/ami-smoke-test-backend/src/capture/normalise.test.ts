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

import { normalise } from './normalise';
import { withoutSgr } from './sgr';

const clean = (text: string) => normalise(Buffer.from(text));

describe('normalise', () => {
  it('takes escape sequences out', () => {
    expect(clean('\u001b[2J\u001b[1;1H[  OK  ] Started sshd\r\n')).toBe(
      '[  OK  ] Started sshd\n',
    );
    expect(clean('\u001b]0;root@host\u0007prompt\n')).toBe('prompt\n');
    expect(clean('\u001b]3008;start=1;user=root\u001b\\prompt\n')).toBe(
      'prompt\n',
    );
    expect(clean('\u001bcreset \u009b31mred\n')).toBe('reset red\n');
    expect(clean('\u001b[?25l\u001b[6nwait\u001b[1000D\n')).toBe('wait\n');
  });

  it('keeps colours, as far as somebody sees them', () => {
    expect(
      clean(
        '\u001b[2J[\u001b[0;32m  OK  \u001b[0m] Started \u001b[0;1;39msshd\u001b[0m.\r\n',
      ),
    ).toBe(
      '[\u001b[0;32m  OK  \u001b[0m] Started \u001b[0;1;39msshd\u001b[0m.\n',
    );
    expect(clean('\u001b[38;2;255;0;0mred\u001b[0m\r\n\u001b[0m\n')).toBe(
      '\u001b[38;2;255;0;0mred\n\n',
    );
    expect(clean('a\u001b[31m\u001b[1m\u001b[m\u001b[4mb')).toBe(
      'a\u001b[m\u001b[4mb',
    );
    // What a progress bar set before its last drawing holds for that, too.
    expect(clean('\u001b[31m10%\r\u001b[32m50%\r100%\u001b[0m\r\n')).toBe(
      '\u001b[31m\u001b[32m100%\n',
    );
    expect(clean('done\r\u001b[0m\r\n')).toBe('done\n');
  });

  it('leaves nothing of a sequence that is not one', () => {
    const long = `\u001b[${'1;'.repeat(40)}mx`;
    for (const text of [
      'a\u001b[31',
      'a\u001b[\u001b[31mb',
      '\u001b\u001b[0mm',
      'a\u001b[>4;1mb',
      '\u001b[3\u001b]0;t\u00071mx',
      long,
    ]) {
      // eslint-disable-next-line no-control-regex
      expect(withoutSgr(clean(text))).not.toMatch(/\u001b/);
    }
    expect(clean('\u001b[1m'.repeat(1000).concat('x'))).toBe(
      '\u001b[1m'.repeat(8).concat('x'),
    );
  });

  it('keeps the last drawing of a line that was drawn over and over', () => {
    expect(clean('10%\r50%\r100%\r\ndone\r\r\n')).toBe('100%\ndone\n');
    expect(clean('|\r/\r-\r\\\rready\n')).toBe('ready\n');
    expect(clean('first\n\rsecond\n\r')).toBe('first\nsecond\n');
    expect(clean('half\r')).toBe('half');
    expect(clean('\r\r\r\n\r')).toBe('\n');
  });

  it('takes out control characters, but for tabs and the ends of lines', () => {
    expect(clean('a\u0000b\u0007c\td\u000be\u001ff\u007fg\u0085h\n')).toBe(
      'abc\tdefgh\n',
    );
  });

  it('marks what is no UTF-8', () => {
    expect(normalise(Buffer.of(0x61, 0xff, 0xc3, 0x0a, 0xe2, 0x82))).toBe(
      'a\ufffd\ufffd\n\ufffd',
    );
  });

  it.each([
    '\r',
    '\u001b[',
    '\u001b[1m',
    '\r\u001b[0m',
    'x\u001b[0m',
    '\u001b]',
    '\u001b;a',
    'x',
    ';',
    '\u0000',
    '\n',
  ])('gets through a megabyte of %j', piece => {
    const count = Math.ceil((1024 * 1024) / piece.length);
    const megabyte = piece.repeat(count);
    const text = clean(`${megabyte}\nlast line\n`);
    expect(text.endsWith('\nlast line\n')).toBe(true);
    // eslint-disable-next-line no-control-regex
    expect(withoutSgr(text)).not.toMatch(/[\r\u0000\u001b]/);
  });
});
