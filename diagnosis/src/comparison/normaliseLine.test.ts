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

import { normaliseLine } from './normaliseLine';

describe('normaliseLine', () => {
  it.each([
    [
      '[    0.000000] Linux version 6.1.0',
      '[   12.345678] Linux version 6.1.0',
    ],
    ['[    1.2][    T1] x', '[    1.2][    T1] x'],
    [
      '[    1.234567][    T1] ACPI: ready',
      '[    2.345678][   T99] ACPI: ready',
    ],
    [
      'audit: type=2000 audit(1700000000.123:1): state=initialized',
      'audit: type=2000 audit(1712345678.999:4): state=initialized',
    ],
    ['2026-01-02T03:04:05Z boot', '2026-11-22T13:14:15.678+01:00 boot'],
    ['2026-01-02 03:04:05,123 - util.py', '2026-01-03 13:04:05,456 - util.py'],
    ['Jan  2 03:04:05 web-1 sshd', 'Nov 22 13:14:15 web-1 sshd'],
    [
      'Cloud-init v. 22 finished at Fri, 02 Jan 2026 03:04:05 +0000.',
      'Cloud-init v. 22 finished at Sat, 10 Oct 2026 23:59:59 +0000.',
    ],
    ['up at 03:04:05', 'up at 23:14:15.123'],
    [
      'UUID=6b5c9d0e-8f67-4f0a-9d57-0b1b8f0d9a11',
      'UUID=00000000-0000-4000-8000-0123456789AB',
    ],
    ['PARTUUID=1a2b3c4d-01 ro', 'PARTUUID=deadbeef-01 ro'],
    [
      'Timed out waiting for dev-disk-by\\x2duuid-7B77\\x2d95E7.device',
      'Timed out waiting for dev-disk-by\\x2duuid-1111\\x2dA0A0.device',
    ],
    [
      'Found dev-disk-by\\x2duuid-6b5c9d0e\\x2d8f67\\x2d4f0a\\x2d9d57\\x2d0b1b8f0d9a11.device',
      'Found dev-disk-by\\x2duuid-00000000\\x2d0000\\x2d4000\\x2d8000\\x2d0123456789ab.device',
    ],
    [
      'nvme nvme0: pci function 0000:00:04.0',
      'nvme nvme0: pci function 0000:00:1f.0',
    ],
    [
      'ena 0000:00:05.0: mac 02:ab:cd:ef:01:23',
      'ena 0000:00:05.0: mac 06:00:00:00:00:01',
    ],
    ['ip-10-0-0-12 login:', 'ip-172-31-255-1 login:'],
    ['eth0: 10.0.0.12/20', 'eth0: 172.31.4.200/20'],
    ['inet6 fe80::ab:cdff:fe01:2345/64', 'inet6 fe80::1/64'],
    [
      'inet6 2a05:d014:1:2:3:4:5:6 scope',
      'inet6 2a05:d014:1:ffff:3:4:5:6 scope',
    ],
    ['RIP: 0xffffffff81000000', 'RIP: 0xffffffff9a2b3c4d'],
    ['i-0123456789abcdef0 of ami-0a', 'i-0fedcba9876543210 of ami-0a'],
    ['nvme1: vol0123456789abcdef0', 'nvme1: vol0fedcba9876543210'],
    ['systemd[1]: x sshd[812]: y', 'systemd[1]: x sshd[99182]: y'],
    ['main process exited, pid 812', 'main process exited, pid 7'],
    [
      'Startup finished in 1.2s (kernel) + 34.5s (userspace) = 1min 2s.',
      'Startup finished in 1.3s (kernel) + 31s (userspace) = 2min 3.4s.',
    ],
    ['took 123 ms', 'took 4.5 ms'],
    ['raid6: avx2x4 gen() 22712 MB/s', 'raid6: avx2x4 gen() 23001 MB/s'],
    ['tsc: Detected 2499.998 MHz', 'tsc: Detected 2500.012 MHz'],
    ['4999.99 BogoMIPS (lpj=2499998)', '5000.02 BogoMIPS (lpj=2500012)'],
    [
      `256 SHA256:${'aB3/'.repeat(10)}xyz root@web (ED25519)`,
      `256 SHA256:${'Zz9+'.repeat(10)}abc root@web (ED25519)`,
    ],
    ['ends the same  ', 'ends the same'],
  ])('takes %j for %j', (one, another) => {
    expect(normaliseLine(one)).toBe(normaliseLine(another));
  });

  it.each([
    ['sshd[1]: Started', 'nginx[1]: Started'],
    ['Linux version 6.1.0', 'Linux version 6.2.0'],
    ['Kernel panic - not syncing', 'Kernel panic: not syncing'],
    ['Failed to start nginx.service', 'Failed to start sshd.service'],
    ['nginx 1.24', 'nginx 1.25'],
    ['listening on port 80', 'listening on port 8080'],
    ['/dev/nvme0n1p1: clean', '/dev/nvme1n1p1: clean'],
    ['exit code 1', 'exit code 2'],
    ['root=/dev/nvme0n1p1', 'root=UUID=6b5c9d0e-8f67'],
    ['std::bad_alloc', 'std::bad_cast'],
    ['x'.repeat(5000).concat('1'), 'x'.repeat(5000).concat('2')],
  ])('tells %j from %j', (one, another) => {
    expect(normaliseLine(one)).not.toBe(normaliseLine(another));
  });

  it.each(['1', 'a', ':', '0:', '1.', '[ ', '-', 'Jan 1 ', '0x', '9 ', 'ff:'])(
    'gets through a megabyte of %j',
    piece => {
      const line = piece.repeat(1024 * 1024);
      expect(normaliseLine(line)).toBe(normaliseLine(line));
    },
  );
});
