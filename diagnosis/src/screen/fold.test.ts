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

import { RE2JS } from 're2js';
import { fold } from './fold';
import { foldPattern } from './foldPattern';

const finds = (pattern: string, line: string) =>
  RE2JS.compile(foldPattern(pattern), RE2JS.CASE_INSENSITIVE).test(fold(line));

describe('fold', () => {
  it.each([
    ['VFS: Unable to mount root fs', 'UFS: Unable to mount root fs'],
    ['[ end Kernel panic ]---', 'L end Kernel panic 1-—-'],
    ['0x0 I/O error', 'OxO 1/0 error'],
    ['not  syncing', 'not syncing'],
    ['unknown-block(0,0)', 'unknown-block (0,0)'],
  ])('makes %s and %s alike', (written, read) => {
    expect(fold(read)).toBe(fold(written));
  });

  it('leaves different words different', () => {
    expect(fold('reboot')).not.toBe(fold('rebuild'));
    expect(fold('mounted')).not.toBe(fold('mount'));
  });
});

describe('foldPattern', () => {
  it.each([
    // Lines as they were read from dense screens.
    [
      String.raw`Kernel panic - not syncing: VFS: Unable to mount root fs on`,
      '[ 1.9245401 Kernel panic - not syncing: UFS: Unable to mount root fson unknown-block(0,0)',
    ],
    [
      String.raw`---\[ end Kernel panic`,
      '[ 1.9298721 ——-[ end Kernel panic - not syncing 1-—-',
    ],
    [
      String.raw`\bnvme\d+: I/O \d+ QID \d+ timeout`,
      'nume nume®: 1,0 528 QID 10 timeout, reset controller',
    ],
    [
      String.raw`^ALERT!\s+(?:UUID=)?(?P<device>[\w/=-]+) does not exist`,
      'ALERT! UUID=3f1bOa5c-0dle-4a43 does not exist. Dropping to a shell?',
    ],
    [String.raw`^grub> ?$`, 'grub> '],
    [String.raw`\(initramfs\)`, '(initramfs) _'],
  ])('%s finds %s', (pattern, line) => {
    expect(finds(pattern, line)).toBe(true);
  });

  it.each([
    [String.raw`^No bootable device`, 'There is No bootable device'],
    [String.raw`[^a-z]panic`, 'kpanic'],
    [String.raw`I/O error, dev (?:sd|nvme)`, 'I/O error, dev fd0'],
    [String.raw`(?i:timeout)$`, 'timeout, still waiting'],
  ])('%s does not find %s', (pattern, line) => {
    expect(finds(pattern, line)).toBe(false);
  });

  it('keeps the names of groups', () => {
    expect(foldPattern('(?P<device>/dev/vda1)')).toBe('(?P<device>/deu/udal)');
  });
});
