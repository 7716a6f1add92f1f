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
import { findingSchema } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { type GuestExpectations, guestFindings } from './guestFindings';
import { readGuestReport } from './readGuestReport';
import { printGuestReport } from './reportLines';

function findingsOf(lines: string[][], expected?: GuestExpectations) {
  return guestFindings(readGuestReport(printGuestReport(lines)), expected);
}
const idsOf = (lines: string[][], expected?: GuestExpectations) =>
  findingsOf(lines, expected).map(({ id }) => id);

describe('what is found in the report of a machine', () => {
  it('names the first file of each kind, and how many there are', () => {
    const findings = findingsOf([
      ['begin', 'linux', '3'],
      ['files', 'whole', '9', '9', '3', '1', '2'],
      ['unreadable', '/srv/archive.bin', 'Structure needs cleaning'],
      ['unreadable', '/srv/b'],
      ['unreadable', '/srv/c'],
      ['changed', '/etc/acme.conf'],
      ['missing', '/usr/bin/acme'],
      ['missing', '/usr/bin/acmectl'],
    ]);
    expect(findings).toMatchObject([
      {
        id: 'file-unreadable',
        category: 'io',
        severity: 'error',
        title:
          '/srv/archive.bin cannot be read (Structure needs cleaning), and 2 more',
        count: 3,
        evidence: {
          source: 'console',
          line: 3,
          text: expect.stringContaining('/srv/archive.bin'),
        },
      },
      { id: 'file-changed', title: '/etc/acme.conf is not as it was recorded' },
      { id: 'file-missing', title: '/usr/bin/acme is gone, and 1 more' },
    ]);
    for (const finding of findings) findingSchema.parse(finding);
  });

  it('tells of failed units, but not of those that may', () => {
    const units = [
      ['unit', 'acme.service'],
      ['unit', 'kdump.service'],
    ];
    expect(findingsOf(units)).toMatchObject([
      {
        id: 'unit-failed',
        category: 'service',
        severity: 'warning',
        title: 'Units failed: acme.service, kdump.service',
        count: 2,
      },
    ]);
    expect(findingsOf(units, { failedUnits: ['kdump.service'] })).toMatchObject(
      [{ title: 'acme.service failed', count: 1 }],
    );
    expect(
      idsOf(units, { failedUnits: ['kdump.service', 'acme.service'] }),
    ).toEqual([]);
  });

  it('compares memory with what is expected, and leaves the kernel its part', () => {
    const ids = (memory: string, memoryMiB?: number) =>
      idsOf([['memory', memory]], { memoryMiB });
    expect(ids('966', 1024)).toEqual([]);
    // crashkernel=160M on a t3.micro.
    expect(ids('800', 1024)).toEqual([]);
    expect(ids('470', 1024)).toEqual(['memory-smaller-than-expected']);
    expect(ids('470')).toEqual([]);
  });

  it('sees a root volume that is too small, and one that nothing has grown into', () => {
    const ids = (root: string[], rootVolumeGiB?: number) =>
      idsOf([['root', 'ext4', ...root]], { rootVolumeGiB });
    const grown = ['19900', '20364', '20479', '20480'];
    expect(ids(grown, 20)).toEqual([]);
    expect(ids(grown, 30)).toEqual(['root-disk-smaller']);
    // The partition is as large as in the image; or only the file system is.
    expect(ids(['7900', '8063', '8191', '20480'], 20)).toEqual([
      'root-file-system-not-grown',
    ]);
    expect(ids(['7900', '20364', '20479', '20480'])).toEqual([
      'root-file-system-not-grown',
    ]);
    // Swap beside it; LVM, where only the disk and its partitions are known; small disks lose a larger part.
    expect(ids(['15900', '16300', '20479', '20480'])).toEqual([]);
    expect(ids(['9000', '-', '20479', '20480'])).toEqual([]);
    expect(ids(['9000', '-', '9000', '20480'])).toEqual([
      'root-file-system-not-grown',
    ]);
    expect(ids(['100', '126', '126', '128'])).toEqual([]);
    expect(ids(['-', '-', '-', '-'], 30)).toEqual([]);
  });

  it('sees a machine without a way out or names', () => {
    expect(
      idsOf([
        ['route', '-', '-'],
        ['dns', '0'],
      ]),
    ).toEqual(['no-default-route', 'no-name-server']);
    expect(
      idsOf([
        ['route', '-', 'ens5'],
        ['dns', '2'],
      ]),
    ).toEqual([]);
  });

  it('finds nothing in what is not there', () => {
    expect(guestFindings(undefined, { memoryMiB: 1 })).toEqual([]);
    expect(idsOf([['begin', 'linux', '1']], { rootVolumeGiB: 1 })).toEqual([]);
  });
});
