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

import { printGuestReport } from '@ami-smoke-test/diagnosis';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BRIDGE, buildBridge } from '../__testUtils__/bridge';

jest.setTimeout(180_000);

const PICTURES = resolve(
  __dirname,
  '../../../diagnosis/src/screen/__fixtures__',
);

const MISSING_ROOT = `SeaBIOS (version 1.16.2)
[    0.000000] Linux version 6.1.0-18-cloud-amd64
[    1.300000] Run /init as init process
Begin: Mounting root file system ... Gave up waiting for root device.
ALERT!  /dev/sda1 does not exist.  Dropping to a shell!
(initramfs) `;

describe('ami-smoke-test diagnose', () => {
  let folder: string;

  beforeAll(buildBridge);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diagnose-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return name;
  };

  const copyPicture = (name: string, as = name) => {
    copyFileSync(join(PICTURES, name), join(folder, as));
    return as;
  };

  const diagnose = (
    args: string[],
    { input = '', bridge = BRIDGE }: { input?: string; bridge?: string } = {},
  ) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [bridge, 'diagnose', ...args],
      { cwd: folder, input, encoding: 'utf8', env: { PATH: '' } },
    );
    return { code: status, stdout, stderr };
  };

  const json = (args: string[], input?: string) => {
    const { code, stdout, stderr } = diagnose([...args, '--json'], { input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  it('says how far the boot came, what went wrong, which line proves it, and what to do', () => {
    const { code, stdout } = diagnose([write('console.log', MISSING_ROOT)]);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('AMI Smoke Test: diagnosis of console.log');
    expect(lines[1]).toBe(
      '  furthest stage: initramfs (linux); root-mounted was not reached',
    );
    expect(lines[2]).toMatch(/^ {2}✗ .*\(block-device/);
    expect(lines[3]).toMatch(/^ {4}console.log:[45]: /);
    expect(lines[4]).toMatch(/^ {4}cause: ./);
    expect(lines[5]).toMatch(/^ {4}what to do: ./);
    expect(lines[6]).toMatch(/^ {4}see https:/);
  });

  it('gives the diagnosis as JSON', () => {
    const diagnosis = json([write('console.log', MISSING_ROOT)]);
    expect(diagnosis).toMatchObject({
      furthestStage: 'initramfs',
      platform: 'linux',
      headline: { id: 'root-device-missing', category: 'block-device' },
    });
    expect(diagnosis.findings[0]).toMatchObject({
      id: 'root-device-missing',
      severity: 'error',
      evidence: { source: 'console', line: expect.any(Number) },
    });
  });

  it('reads a log of standard input, or one of Windows in UTF-16', () => {
    const utf16 = Buffer.from(`\ufeff${MISSING_ROOT}`, 'utf16le');
    for (const diagnosis of [
      json(['-'], MISSING_ROOT),
      json([write('putty.log', utf16)]),
    ]) {
      expect(diagnosis.headline.id).toBe('root-device-missing');
    }
  });

  it('reads screenshots, and says of which the text is', () => {
    const name = copyPicture('no-bootable-device.jpg');
    expect(json([name])).toMatchObject({
      furthestStage: 'firmware',
      headline: {
        id: 'no-bootable-device',
        evidence: { source: 'screen', offsetMs: 0 },
      },
    });
    expect(diagnose([name]).stdout).toMatch(
      /^ {4}no-bootable-device.jpg: .*boot/m,
    );
    const unread = diagnose([name, write('console.log', ''), '--no-screens']);
    expect(unread.stdout).toContain('nothing of a boot was recognised');
  });

  it('takes of any folder what looks most like the console log, and its screenshots', () => {
    write('notes.txt', 'my notes');
    write('serial-console.txt', MISSING_ROOT);
    write('data.bin', Buffer.alloc(5000, 1));
    mkdirSync(join(folder, 'screens'));
    copyPicture('grub-rescue.png', 'screens/2.png');
    const { code, stdout, stderr } = diagnose(['.']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/serial-console.txt:[45]: /);
    expect(stdout).toContain('screens/2.png: ');
    expect(stderr).toBe(
      '  ! notes.txt is left out: serial-console.txt is taken for the log\n',
    );
  });

  it('takes from the archive of a run what it says of times, verdict and the last good run', () => {
    mkdirSync(join(folder, 'screenshots'));
    copyPicture('grub-rescue.png', 'screenshots/0030000-ab.png');
    copyPicture('grub-rescue.png', 'screenshots/0060000-ab.png');
    write('console.log', MISSING_ROOT);
    const timeline = [
      { line: 1, offsetMs: 1000 },
      { line: 3, offsetMs: 4000 },
    ];
    write('console.timeline.json', JSON.stringify({ lines: timeline }));
    const manifest = {
      schemaVersion: 1,
      run: { verdict: 'failed' },
      screenshots: [
        { offsetMs: 30_000, path: 'screenshots/0030000-ab.png' },
        { offsetMs: 60_000, path: 'screenshots/0060000-ab.png' },
        { offsetMs: 70_000, missing: 'throttled' },
        { offsetMs: 80_000, path: '../../../../etc/passwd' },
      ],
      screenTexts: [],
    };
    write('manifest.json', JSON.stringify(manifest));
    const { stdout, stderr } = diagnose(['.', '--json']);
    const diagnosis = JSON.parse(stdout);
    expect(diagnosis.headline.evidence).toMatchObject({
      source: 'console',
      offsetMs: 4000,
    });
    expect(diagnosis.standstill).toEqual({
      kind: 'frozen',
      sinceMs: 30_000,
      untilMs: 60_000,
    });
    expect(stderr).toContain('screenshots/passwd is left out');
    // What was read when it ran is not read again.
    manifest.screenTexts = [
      { offsetMs: 30_000, text: 'No bootable device.' },
    ] as never[];
    write('manifest.json', JSON.stringify(manifest));
    expect(json(['.']).findings).toContainEqual(
      expect.objectContaining({
        id: 'no-bootable-device',
        evidence: expect.objectContaining({ offsetMs: 30_000 }),
      }),
    );
  });

  it('reads what the guest reported of its files', () => {
    const report = printGuestReport([
      ['begin', 'linux', '9'],
      ['files', 'whole', '10', '9', '1', '0', '0'],
      ['unreadable', '/srv/data.bin', 'EIO'],
    ]);
    const diagnosis = json([
      write('console.log', `${MISSING_ROOT}\n${report}`),
    ]);
    expect(JSON.stringify(diagnosis.findings)).toContain('/srv/data.bin');
  });

  it('looks for signatures of the user, too', () => {
    const own = {
      id: 'acme-license',
      category: 'service',
      severity: 'error',
      title: 'The license has expired',
      cause: 'It is old.',
      remedy: 'Renew it.',
      references: ['https://example.com'],
      matches: ['acme: license expired'],
      samples: ['acme: license expired'],
      notSamples: ['acme: license valid'],
    };
    const args = [
      write('console.log', 'acme[1]: acme: license expired\n'),
      '--signatures',
    ];
    const good = write('own.json', JSON.stringify([own]));
    expect(json([...args, good]).headline.id).toBe('acme-license');
    const bad = write('bad.json', JSON.stringify([{ ...own, matches: ['('] }]));
    const refused = diagnose([...args, bad]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/bad.json cannot be used: .*matches/s);
  });

  it('prints nothing that a terminal would act on', () => {
    const log = write(
      'console.log',
      '[    0.0] Linux version 6\n\u001b]0;owned\u0007\u009b2J\u202eevil\u001b[2J\n',
    );
    for (const args of [[log], [log, '--json']]) {
      const { stdout } = diagnose(args);
      expect(stdout).toContain('evil');
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    }
  });

  it.each([
    ['one line of 50 MB', Buffer.alloc(50_000_000, 'a'), /nothing of a boot/],
    [
      'escape sequences',
      Buffer.alloc(8_000_000, '\u001b[31m\u001b[2J\u001b[1;1H'),
      /nothing of a boot/,
    ],
    [
      'NULs before the boot',
      Buffer.concat([
        Buffer.alloc(5_000_000),
        Buffer.from(`\n${MISSING_ROOT}`),
      ]),
      /furthest stage: initramfs/,
    ],
  ])('takes %s, in little memory', (_, content, told) => {
    write('console.log', content);
    const stdout = execFileSync(
      process.execPath,
      ['--max-old-space-size=64', BRIDGE, 'diagnose', 'console.log'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(stdout).toMatch(told);
  });

  it.each([
    ['no.log', 'There is no file or folder no.log.'],
    ['binary', 'binary is neither text nor a picture'],
    ['broken.png', 'broken.png is left out: The picture cannot be read'],
    ['empty', 'There is neither a console log nor a screenshot in empty.'],
    ['/dev/null', '/dev/null is neither a file nor a folder.'],
  ])('says what is wrong with %s', (path, why) => {
    mkdirSync(join(folder, 'empty'));
    write('binary', Buffer.from([127, 69, 76, 70, ...Array(999).fill(2)]));
    const picture = readFileSync(join(PICTURES, 'grub-rescue.png'));
    write('broken.png', picture.subarray(0, 300));
    const { code, stdout, stderr } = diagnose([path]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(why);
  });

  it('says what to install for pictures, and diagnoses logs without it', () => {
    // Beside this copy there are no packages.
    const bridge = join(folder, 'ami-smoke-test.cjs');
    copyFileSync(BRIDGE, bridge);
    const picture = copyPicture('grub-rescue.png');
    const log = write('console.log', MISSING_ROOT);
    const refused = diagnose([picture], { bridge });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`npm install --prefix ${folder} sharp`);
    const { code, stdout, stderr } = diagnose([log, picture], { bridge });
    expect(code).toBe(0);
    expect(stdout).toContain('furthest stage: initramfs');
    expect(stderr).toContain('npm install');
  });
});
