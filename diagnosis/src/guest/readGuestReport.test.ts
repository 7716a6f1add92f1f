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
import { guestFindings } from './guestFindings';
import type { GuestReport } from './GuestReport';
import { readGuestReport } from './readGuestReport';
import { printGuestReport } from './reportLines';

const HEALTHY = [
  ['begin', 'linux', '12'],
  ['memory', '966'],
  ['root', 'ext4', '7937', '8063', '8191', '8192'],
  ['disk', 'nvme0n1', '8192'],
  ['driver', 'ens5', 'ena'],
  ['route', 'ens5', '-'],
  ['dns', '1'],
  ['units', '0'],
  ['files', 'whole', '41234', '41234', '0', '0', '0'],
];
const DAMAGED = [
  ...HEALTHY.slice(0, -1),
  ['files', 'whole', '41234', '41234', '2', '1', '1'],
  ['unreadable', '/srv/acme/archive.bin', 'Input/output error'],
  ['changed', '/etc/acme/acme.conf'],
  ['unreadable', '/srv/a b#c/naïve', '-'],
  ['missing', '/usr/lib/acme/gone'],
];
/** What else a console says. */
const LOG = ['[    0.000000] Linux version 6.1', 'ip-10-0-0-5 login: '];

const textOf = (report: string[][]) => printGuestReport(report);
const linesOf = (report: string[][]) => textOf(report).trimEnd().split('\n');
const read = (...lines: string[]) =>
  readGuestReport([...LOG, ...lines].join('\n'));

/** Whether it could be taken for a report of an image that is well. */
function isGood(report: GuestReport | undefined): boolean {
  return Boolean(
    report?.whole &&
      report.files?.value.state === 'whole' &&
      guestFindings(report).length === 0,
  );
}

describe('the report of a machine about itself', () => {
  it('is read whole, with the lines of the log that prove it', () => {
    const report = read(...linesOf(DAMAGED));
    expect(report).toMatchObject({
      whole: true,
      memory: { value: 966, line: 4 },
      root: {
        value: {
          fileSystem: 7937,
          partition: 8063,
          partitioned: 8191,
          disk: 8192,
        },
      },
      disks: [{ value: { name: 'nvme0n1', size: 8192 } }],
      drivers: [{ value: { interface: 'ens5', driver: 'ena' } }],
      hasDefaultRoute: { value: true },
      nameServers: { value: 1 },
      failedUnits: [],
      files: {
        value: {
          state: 'whole',
          recorded: 41234,
          verified: 41234,
          unreadable: 2,
          changed: 1,
          missing: 1,
        },
      },
      unreadable: [
        {
          value: { path: '/srv/acme/archive.bin', why: 'Input/output error' },
          line: 12,
          text: expect.stringMatching(/^ASTG1 10 unreadable \/srv/),
        },
        { value: { path: '/srv/a b#c/naïve' } },
      ],
      changed: [{ value: { path: '/etc/acme/acme.conf' } }],
      missing: [{ value: { path: '/usr/lib/acme/gone' } }],
    });
  });

  it('is nothing where there is none', () => {
    expect(read()).toBeUndefined();
    expect(readGuestReport('')).toBeUndefined();
    expect(read('ASTG1 1 begin linux 3 #000000')).toBeUndefined();
  });

  it('has lines that no terminal breaks', () => {
    const long = `/${'long folder/'.repeat(30)}`;
    for (const line of linesOf([
      ...HEALTHY,
      ['unreadable', `${long}\r\n\u001b[2J`],
    ])) {
      expect(line).toMatch(/^ASTG1 [\x21-\x7e ]+ #[0-9a-f]{6}$/);
    }
  });

  it('is read out of lines that others have begun or ended, and with the line ends of a terminal', () => {
    const torn = linesOf(HEALTHY).map(
      (line, index) =>
        `${index % 2 ? 'ip-10-0-0-5 login: ' : ''}${line}${
          index % 3 ? '[   12.345678] audit: type=1400' : ''
        }\r`,
    );
    expect(isGood(read(...torn))).toBe(true);
  });

  it('is completed by its second copy', () => {
    const lines = linesOf(HEALTHY);
    const first = lines.filter((_, index) => index % 2 === 0);
    const second = lines.filter((_, index) => index % 2 === 1);
    expect(isGood(read(...first))).toBe(false);
    expect(isGood(read(...second))).toBe(false);
    expect(isGood(read(...first, ...lines.slice(0, 1), ...second))).toBe(true);
    expect(isGood(read(...lines, ...lines))).toBe(true);
  });

  it('is never good without any one of its lines, or with one that is cut or changed', () => {
    const lines = linesOf(HEALTHY);
    expect(isGood(read(...lines))).toBe(true);
    lines.forEach((line, at) => {
      const others = (...instead: string[]) => [
        ...lines.slice(0, at),
        ...instead,
        ...lines.slice(at + 1),
      ];
      expect(isGood(read(...others()))).toBe(false);
      for (let length = 0; length < line.length; length += 1) {
        expect(isGood(read(...others(line.slice(0, length))))).toBe(false);
        const other = line[length] === '7' ? '8' : '7';
        const changed = `${line.slice(0, length)}${other}${line.slice(
          length + 1,
        )}`;
        expect(isGood(read(...others(changed)))).toBe(false);
        // The kernel prints into the middle of it.
        const head = line.slice(0, length) || 'login: ';
        const tail = line.slice(length || 1);
        expect(isGood(read(...others(`${head}[  1.2] usb\n${tail}`)))).toBe(
          false,
        );
      }
    });
  });

  it('is never good when it contradicts itself', () => {
    const renumbered = [
      ['begin', 'linux', '12'],
      ['memory', '1'],
    ];
    expect(isGood(read(...linesOf(HEALTHY), linesOf(renumbered)[1]))).toBe(
      false,
    );
    const counts = (...files: string[]) =>
      isGood(read(...linesOf([...HEALTHY.slice(0, -1), ['files', ...files]])));
    expect(counts('whole', '5', '5', '0', '0', '0')).toBe(true);
    expect(counts('whole', '5', '4', '0', '0', '0')).toBe(false);
    expect(counts('whole', '5', '5', '1', '0', '0')).toBe(false);
    expect(counts('whole', '5', '5', '9', '0', '0')).toBe(false);
    expect(counts('whole', '5', '5', '0', '0')).toBe(false);
    expect(counts('whole', '-5', '-5', '0', '0', '0')).toBe(false);
    expect(counts('marvellous', '5', '5', '0', '0', '0')).toBe(false);
    expect(counts('partial', '5', '4', '0', '0', '0')).toBe(false);
    expect(counts('no-record', '0', '0', '0', '0', '0')).toBe(false);
    expect(isGood(read(...linesOf(HEALTHY.slice(1))))).toBe(false);
    expect(isGood(read(...linesOf(HEALTHY.slice(0, -1))))).toBe(false);
  });

  it('is the last one of a machine that started again', () => {
    const again = [['begin', 'linux', '9'], ...DAMAGED.slice(1)];
    const both = [...linesOf(HEALTHY), ...linesOf(again)];
    expect(read(...both)).toMatchObject({ whole: true, changed: [{}] });
    // The second was not written to its end: what the first said is over.
    expect(
      isGood(read(...linesOf(DAMAGED), ...linesOf(HEALTHY).slice(0, 3))),
    ).toBe(false);
    const begun = [['begin', 'linux', '4'], ...HEALTHY.slice(1)];
    expect(
      isGood(read(...linesOf(HEALTHY), ...linesOf(begun).slice(0, 9))),
    ).toBe(false);
  });

  it('takes no more of a hostile image than a report has', () => {
    const many = Array.from({ length: 3000 }, (_, index) => [
      ['unreadable', 'unit', 'disk'][index % 3],
      `/f${index}`,
      '1',
    ]);
    const report = read(...linesOf([...HEALTHY, ...many]));
    expect(report?.whole).toBe(false);
    expect(report?.unreadable).toHaveLength(50);
    expect(guestFindings(report).length).toBeLessThan(10);
    expect(read(`ASTG1 1 ${'x '.repeat(4_000_000)}`)).toBeUndefined();
    expect(read('ASTG1 '.repeat(1_000_000))).toBeUndefined();
  });

  it('is found at the end of a log that is full of them, with its line', () => {
    const older = linesOf(DAMAGED);
    const many = Array.from({ length: 200 }, () => older).flat();
    const begun = [['begin', 'linux', '9'], ...HEALTHY.slice(1)];
    const report = read(...many, 'login: ', ...linesOf(begun));
    expect(isGood(report)).toBe(true);
    // It is the second line of the last report.
    expect(report?.memory?.line).toBe(LOG.length + many.length + 3);
  });

  it('takes fields of a later version for what they are', () => {
    const later = [
      ...HEALTHY.slice(0, 3),
      ['gpu', 'a100'],
      ...HEALTHY.slice(3),
    ];
    expect(isGood(read(...linesOf(later)))).toBe(true);
  });

  it('makes harmless text of names that are none', () => {
    const [line] = linesOf([['unreadable', '/a\u001b[31m\nb']]).slice(0, 1);
    expect(read(line)?.unreadable[0].value.path).toBe('/a\ufffd[31m\ufffdb');
  });
});
