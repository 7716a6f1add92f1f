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

import { LIMITS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { compareConsoles } from './compareConsoles';

const numbered = (count: number, word = 'step') =>
  Array.from({ length: count }, (_, at) => `${word}-${at}.\n`).join('');

/** Lines as people would write a diff. */
async function diff(here: string, there: string): Promise<string[]> {
  const { lines } = await compareConsoles(here, there);
  return lines.map(line => {
    switch (line.kind) {
      case 'same':
        return `${line.number}=${line.otherNumber} ${line.text}`;
      case 'only-here':
        return `+${line.number} ${line.text}`;
      case 'only-there':
        return `-${line.otherNumber} ${line.text}`;
      default:
        return `… ${line.count}`;
    }
  });
}

describe('compareConsoles', () => {
  it('finds nothing in two boots that differ only as all boots do', async () => {
    const boot = (seconds: number) =>
      `[    ${seconds}.000001] Linux\nsystemd[${seconds}]: up in ${seconds}.1s\n`;
    expect(await compareConsoles(boot(1), boot(2))).toEqual({
      alike: 2,
      different: false,
      lines: [],
      truncated: false,
    });
    expect(await compareConsoles('', '')).toMatchObject({ different: false });
    // The last line may be without its end.
    expect(await compareConsoles('a\nb', 'a\nb\n')).toMatchObject({
      different: false,
    });
  });

  it('shows what differs, as it was written, and a little around it', async () => {
    const here = `${numbered(100)}[    5.000000] Kernel panic\nhalt\n`;
    const there = `${numbered(100)}[    4.000000] Started\nlogin:\n${numbered(
      50,
      'up',
    )}`;
    const comparison = await compareConsoles(here, there);
    expect(comparison).toMatchObject({
      alike: 100,
      different: true,
      truncated: false,
    });
    expect((await diff(here, there)).slice(0, 6)).toEqual([
      '… 97',
      '98=98 step-97.',
      '99=99 step-98.',
      '100=100 step-99.',
      '-101 [    4.000000] Started',
      '-102 login:',
    ]);
    expect((await diff(here, there)).slice(-2)).toEqual([
      '+101 [    5.000000] Kernel panic',
      '+102 halt',
    ]);
  });

  it('leaves out what is alike between two differences, and after the last', async () => {
    const middle = numbered(20, 'middle');
    const end = numbered(1000, 'end');
    expect(
      await diff(`new\n${middle}other\n${end}`, `${middle}one\n${end}`),
    ).toEqual([
      '+1 new',
      '2=1 middle-0.',
      '3=2 middle-1.',
      '4=3 middle-2.',
      '… 14',
      '19=18 middle-17.',
      '20=19 middle-18.',
      '21=20 middle-19.',
      '-21 one',
      '+22 other',
      '23=22 end-0.',
      '24=23 end-1.',
      '25=24 end-2.',
      '… 997',
    ]);
    expect(await diff('a\nb\nc\nx\n', 'a\nb\nc\n')).toEqual([
      '1=1 a',
      '2=2 b',
      '3=3 c',
      '+4 x',
    ]);
    expect(await diff('x\ny\n', '')).toEqual(['+1 x', '+2 y']);
  });

  it('numbers lines so that every one of both logs is there once', async () => {
    const random = (seed: number) => {
      let state = seed;
      return Array.from({ length: 300 }, () => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return `word ${'abcde'[state % 5]}\n`;
      }).join('');
    };
    const { lines, truncated } = await compareConsoles(random(1), random(2));
    expect(truncated).toBe(false);
    const numbersOf = (mine: boolean) => {
      let last = 0;
      return lines.flatMap(line => {
        switch (line.kind) {
          case 'left-out':
            return Array.from({ length: line.count }, () => ++last);
          case 'same':
            last = mine ? line.number : line.otherNumber;
            return [last];
          case 'only-here':
            return mine ? [(last = line.number)] : [];
          default:
            return mine ? [] : [(last = line.otherNumber)];
        }
      });
    };
    const all = Array.from({ length: 300 }, (_, at) => at + 1);
    expect(numbersOf(true)).toEqual(all);
    expect(numbersOf(false)).toEqual(all);
  });

  it('says so when there is more than it shows, or nothing in common', async () => {
    const much = await compareConsoles(
      numbered(20_000, 'here'),
      numbered(20_000, 'there'),
    );
    expect(much).toMatchObject({ alike: 0, different: true, truncated: true });
    expect(much.lines.length).toBe(LIMITS.comparedLines);
    expect(new Set(much.lines.map(({ kind }) => kind))).toEqual(
      new Set(['only-there', 'only-here']),
    );

    // What is hostile is bounded in every direction.
    for (const [here, there] of [
      ['x\n'.repeat(500_000), 'y\n'.repeat(500_000)],
      ['\n'.repeat(500_000), '\n'.repeat(400_000)],
      ['x'.repeat(2_000_000), 'y'.repeat(2_000_000)],
      [
        `${'a'.repeat(9000)}\n`.repeat(500),
        `${'b'.repeat(9000)}\n`.repeat(500),
      ],
    ]) {
      const { lines, different, truncated } = await compareConsoles(
        here,
        there,
      );
      expect(JSON.stringify(lines).length).toBeLessThan(2 * 1024 * 1024);
      expect(different).toBe(here.trim() !== '');
      expect(truncated).toBe(here !== 'x'.repeat(2_000_000));
    }

    // A line more at the beginning of a long log is only that.
    const long = numbered(150_000);
    const comparison = await compareConsoles(`new\n${long}`, long);
    expect(comparison).toMatchObject({ truncated: false });
    expect(comparison.lines).toHaveLength(5);
  });

  it('lets others have their turn while it works', async () => {
    const boot = (seconds: number) =>
      Array.from(
        { length: 50_000 },
        (_, at) => `[    ${seconds}.000001] line ${at}.\n`,
      ).join('');
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    const { different } = await compareConsoles(boot(1), boot(2));
    clearInterval(timer);
    expect(different).toBe(false);
    expect(turns).toBeGreaterThan(1);
  });
});
