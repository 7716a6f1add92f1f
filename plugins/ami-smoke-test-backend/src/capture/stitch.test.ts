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

import { stitch } from './stitch';

const WINDOW = 4096;
const line = (n: number) => `[${String(n).padStart(6)}] something happened\n`;
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => line(from + index)).join('');

/** Stitches the last characters of a log that grows, as EC2 gives them; with what was lost marked. */
function follow(moments: string[]): string {
  return moments.reduce((text, log) => {
    const { added, gap } = stitch(text, log.slice(-WINDOW));
    return `${text}${gap ? '<GAP>' : ''}${added}`;
  }, '');
}

describe('stitch', () => {
  it('joins readings of a log that grows beyond what one reading holds', () => {
    const log = lines(0, 400);
    const moments = [0, 10, 2000, 4000, 6000, 6001, 6001, 9000, log.length];
    expect(follow(moments.map(length => log.slice(0, length)))).toBe(log);
  });

  it('adds nothing for a reading that is empty, the same or older', () => {
    const text = lines(0, 200);
    for (const reading of [
      '',
      text,
      text.slice(-WINDOW),
      text.slice(0, 1000),
      text.slice(1000, 3000),
    ]) {
      expect(stitch(text, reading)).toEqual({ added: '', gap: false });
    }
    expect(stitch('', '')).toEqual({ added: '', gap: false });
  });

  it('says that something is missing where a reading does not join', () => {
    const log = lines(0, 1000);
    expect(stitch(log.slice(0, 5000), log.slice(-WINDOW))).toEqual({
      added: log.slice(-WINDOW),
      gap: true,
    });
    // What ends and begins with the same few characters does not join by that.
    expect(stitch('first\nlogin:\n', 'login:\nsecond\n').gap).toBe(true);
  });

  it('keeps every line of a log that repeats itself', () => {
    const prompt = 'login: \n'.repeat(100);
    expect(follow([prompt, `${prompt}${prompt}`])).toBe(`${prompt}${prompt}`);

    // A machine that boots again and again writes the same each time, without a clock.
    const boot = Array.from({ length: 40 }, (_, n) => `step ${n} ok\n`).join(
      '',
    );
    const log = boot.repeat(3);
    const moments = [0.2, 0.5, 1.1, 1.4, 2, 2.7, 3].map(boots =>
      log.slice(0, boots * boot.length),
    );
    expect(follow(moments)).toBe(log);
  });

  it('never adds twice what it cannot tell apart', () => {
    const dots = '.\n'.repeat(WINDOW);
    expect(stitch(dots, dots.slice(-WINDOW))).toEqual({
      added: '',
      gap: false,
    });
    const text = `${dots}end ${'x'.repeat(80)}\n`;
    expect(follow([text, `${text}more\n`])).toBe(
      `${text.slice(-WINDOW)}more\n`,
    );
  });

  it('goes on after a gap, and where only the beginning of a reading differs', () => {
    const log = lines(0, 1000);
    expect(
      follow([log.slice(0, 1000), log.slice(0, 9000), log.slice(0, 9500)]),
    ).toBe(
      `${log.slice(0, 1000)}<GAP>${log.slice(9000 - WINDOW, 9000)}${log.slice(
        9000,
        9500,
      )}`,
    );
    const text = lines(0, 100);
    expect(stitch(text, `[redacted]\n${lines(50, 110)}`)).toEqual({
      added: lines(100, 110),
      gap: false,
    });
  });
});
