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
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { guestFindings, readGuestReport } from '@ami-smoke-test/diagnosis';
import { probeOnLinux } from './probeOnLinux';

const PROVISIONER = resolve(
  __dirname,
  '../../../../packer/provisioners/record-files.sh',
);
const FILES = {
  'etc/acme.conf': 'PORT=8080\n',
  'srv/a b/naïve\'s "file".bin': 'data',
  'usr/lib/system\\x2dacme.slice': '[Slice]',
  'usr/bin/acme': '#!/bin/sh\n',
  'srv/empty': '',
};

jest.setTimeout(60_000);

/** Scripts as they run in an image, in a folder that stands for its file system. */
describe('recording the files of an image, and comparing them in its instance', () => {
  let folder: string;
  let root: string;
  let record: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guest-'));
    root = join(folder, 'root');
    record = join(folder, 'record', 'files.sha256');
    for (const [name, text] of Object.entries(FILES)) write(name, text);
    mkdirSync(join(root, 'var'));
    symlinkSync('nowhere', join(root, 'etc/dangling'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(name: string, text: string): void {
    const file = join(root, name);
    mkdirSync(resolve(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }

  function recordFiles(env: Record<string, string> = {}): string {
    return execFileSync('sh', [PROVISIONER], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: {
        ...process.env,
        AMI_SMOKE_TEST_ROOTS: root,
        AMI_SMOKE_TEST_RECORD: record,
        ...env,
      },
    });
  }

  /** What the instance reports; its console is a file. */
  function probe(
    options: { verifyFiles?: boolean; untilSeconds?: number } = {},
  ) {
    const console = join(folder, 'console.log');
    writeFileSync(console, '[    0.0] Linux version 6.1\nlogin: ');
    // Its pauses are of no use here.
    const tools = join(folder, 'tools');
    mkdirSync(tools, { recursive: true });
    writeFileSync(join(tools, 'sleep'), '#!/bin/sh\n', { mode: 0o755 });
    const script = probeOnLinux(
      { verifyFiles: true, untilSeconds: 1e9, ...options },
      { record, devices: console },
    );
    execFileSync('sh', ['-c', `${script}\nwait`], {
      env: { ...process.env, PATH: `${tools}:${process.env.PATH}` },
    });
    const log = readFileSync(console, 'utf8');
    for (const line of log.split('\n')) expect(line.length).toBeLessThan(120);
    const report = readGuestReport(log);
    return { report, files: report?.files?.value, log };
  }

  it('finds an image as it was', () => {
    expect(recordFiles()).toBe('Recorded the hashes of 5 files\n');
    const { report, files } = probe();
    expect(files).toEqual({
      state: 'whole',
      recorded: 5,
      verified: 5,
      unreadable: 0,
      changed: 0,
      missing: 0,
    });
    expect(report?.whole).toBe(true);
    expect(guestFindings(report).map(({ category }) => category)).not.toContain(
      'io',
    );
    expect(report?.memory?.value).toBeGreaterThan(10);
    expect(report?.root?.value.fileSystem).toBeGreaterThan(10);
  });

  it('names what has changed or is gone, whatever it is called', () => {
    recordFiles();
    write('usr/lib/system\\x2dacme.slice', '[Other]');
    rmSync(join(root, 'srv'), { recursive: true });
    const { report, files } = probe();
    expect(report?.whole).toBe(true);
    expect(files).toMatchObject({ verified: 5, changed: 1, missing: 2 });
    expect(report?.changed[0].value.path).toMatch(/system\\x2dacme\.slice$/);
    expect(report?.missing.map(({ value }) => value.path).sort()).toEqual([
      expect.stringMatching(/srv\/a b\/naïve's "file"\.bin$/),
      expect.stringMatching(/srv\/empty$/),
    ]);
  });

  it('names what is there and cannot be read, with what the system says', () => {
    recordFiles();
    // Whoever runs this may be root, who is kept from no file: a folder in its place cannot be hashed, either.
    rmSync(join(root, 'usr/bin/acme'));
    mkdirSync(join(root, 'usr/bin/acme'));
    const { report, files } = probe();
    expect(files).toMatchObject({ verified: 5, unreadable: 1, missing: 0 });
    expect(report?.unreadable).toMatchObject([
      {
        value: {
          path: expect.stringMatching(/usr\/bin\/acme$/),
          why: 'Is a directory',
        },
      },
    ]);
  });

  it('counts all and names the first of each kind', () => {
    for (let n = 0; n < 1_500; n += 1) write(`srv/many/${n}`, `${n}`);
    recordFiles();
    rmSync(join(root, 'srv/many'), { recursive: true });
    const { report, files } = probe();
    expect(report?.whole).toBe(true);
    expect(files).toMatchObject({ recorded: 1_505, missing: 1_500 });
    expect(report?.missing).toHaveLength(50);
  });

  it('says when there was no time, no record, a bad one, or nothing was asked for', () => {
    expect(probe().files?.state).toBe('no-record');
    recordFiles();
    expect(probe({ verifyFiles: false }).files?.state).toBe('off');
    const late = probe({ untilSeconds: 0 });
    expect(late.files).toMatchObject({ state: 'partial', recorded: 5 });
    expect(late.report?.whole).toBe(true);
    expect(late.report?.missing).toEqual([]);

    const lines = gunzipSync(readFileSync(`${record}.gz`)).toString();
    const keep = (text: string) =>
      writeFileSync(`${record}.gz`, gzipSync(text));
    for (const bad of [
      lines.replace('acme.conf', 'acme.cfg'),
      lines.replace('files 1 ', 'files 2 '),
      lines.split('\n').slice(0, -2).join('\n'),
      '',
    ]) {
      keep(bad);
      expect(probe().files?.state).toBe('bad-record');
    }
    keep(lines);
    expect(probe().files?.state).toBe('whole');
  });

  it('keeps a record that is not compressed where there is no gzip', () => {
    recordFiles();
    writeFileSync(record, gunzipSync(readFileSync(`${record}.gz`)));
    rmSync(`${record}.gz`);
    expect(probe().files).toMatchObject({ state: 'whole', verified: 5 });
  });

  it('leaves out what is excluded, and what changes by itself', () => {
    write('var/state/a', '1');
    write('var/state/b', '2');
    write('root/.ssh/authorized_keys', 'key');
    write('srv/app.log', 'x');
    write('srv/new\nline', 'x');
    const exclude = `${root}/var/state ${root}/srv/emp*`;
    expect(recordFiles({ AMI_SMOKE_TEST_EXCLUDE: exclude })).toBe(
      'Recorded the hashes of 4 files\n',
    );
    appendFileSync(join(root, 'var/state/a'), '!');
    expect(probe().files).toMatchObject({ state: 'whole', changed: 0 });
  });

  it('makes no record of an image that has nothing, or cannot be read', () => {
    const refusal = (env: Record<string, string>) => {
      try {
        return recordFiles(env);
      } catch (error) {
        return (error as { stderr: string }).stderr;
      }
    };
    expect(refusal({ AMI_SMOKE_TEST_ROOTS: join(root, 'var') })).toMatch(
      /record-files\.sh: finds no file in .*var/,
    );
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    writeFileSync(
      join(tools, 'sha256sum'),
      '#!/bin/sh\necho "sha256sum: $1: Input/output error" >&2\nexit 1\n',
      { mode: 0o755 },
    );
    expect(refusal({ PATH: `${tools}:${process.env.PATH}` })).toMatch(
      /: Input\/output error\n[^]*cannot read the files named above/,
    );
    expect(existsSync(`${record}.gz`)).toBe(false);
  });

  it('returns at once, and holds no pipe of whoever runs it', () => {
    // The console is a pipe that nobody reads: the probe waits for it, and its caller does not.
    const console = join(folder, 'console');
    execFileSync('mkfifo', [console]);
    const script = probeOnLinux(
      { verifyFiles: true, untilSeconds: 1e9 },
      { record, devices: console },
    );
    const printed = execFileSync('sh', ['-c', `${script}\necho $!`], {
      encoding: 'utf8',
    });
    expect(process.kill(Number(printed.trim()))).toBe(true);
  });

  it('is a script for any POSIX shell, small enough to leave user data room', () => {
    const script = probeOnLinux({ verifyFiles: true, untilSeconds: 720 });
    execFileSync('sh', ['-n'], { input: script });
    expect(Buffer.byteLength(script)).toBeLessThan(8 * 1024);
  });
});
