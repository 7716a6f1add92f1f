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

import { execFile, spawn } from 'child_process';
import { mkdtemp, rm, writeFile } from 'fs/promises';
import { AddressInfo, createServer } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { EC2 } from '@aws-sdk/client-ec2';
import { readJournal } from './journal/Journal';

const PROGRAM = resolve(__dirname, '../bin/local-ec2.cjs');

describe('local-ec2 on the command line', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'local-ec2-cli-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** What a call that fails at once says. */
  function failure(...args: string[]): Promise<string> {
    return new Promise((done, reject) => {
      const all = [PROGRAM, '--state', directory, '--port', '0', ...args];
      execFile(process.execPath, all, { timeout: 30_000 }, (error, _, stderr) =>
        error?.code ? done(stderr) : reject(error ?? new Error('It succeeded')),
      );
    });
  }

  it('serves until it is interrupted, and says how it is used', async () => {
    const script = join(directory, 'mine.json');
    await writeFile(script, JSON.stringify({ screen: [] }));
    const faults = join(directory, 'faults.json');
    await writeFile(
      faults,
      JSON.stringify({
        calls: [{ actions: ['DescribeVpcs'], do: { throttle: true } }],
      }),
    );
    const policy = join(directory, 'policy.json');
    await writeFile(
      policy,
      JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: ['ec2:DescribeImages', 'ec2:DescribeVpcs'],
          Resource: '*',
        },
      }),
    );
    const child = spawn(
      process.execPath,
      [
        PROGRAM,
        ...['--port', '0', '--hypervisor', 'scripted'],
        ...['--state', directory, '--region', 'eu-west-1'],
        ...['--no-demo-images', '--script', script],
        ...['--faults', faults, '--policy', policy],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      const said = await new Promise<string>((done, reject) => {
        let text = '';
        child.once('exit', code => reject(new Error(`It ended with ${code}`)));
        child.stdout.on('data', data => {
          text += data;
          if (text.includes('Ctrl-C')) done(text);
        });
      });
      const url = /on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      expect(said).toContain(`--endpoint-url ${url} describe-images`);
      expect(said).toContain(`custom_endpoint_ec2 = "${url}"`);
      const ec2 = new EC2({
        endpoint: url,
        region: 'eu-west-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        maxAttempts: 1,
      });
      await expect(ec2.describeVpcs({})).rejects.toThrow(
        'Request limit exceeded.',
      );
      await expect(ec2.describeSubnets({})).rejects.toThrow(
        'because no identity-based policy allows the ec2:DescribeSubnets action',
      );
      const { Images } = await ec2.describeImages({ Owners: ['self'] });
      ec2.destroy();
      expect(Images?.map(({ Name }) => Name)).toEqual(['mine']);
      expect(said).toContain(`eu-west-1  ${Images?.[0].ImageId}  mine`);
    } finally {
      const ended = new Promise(done => {
        child.removeAllListeners('exit');
        child.once('exit', done);
      });
      child.kill('SIGINT');
      expect(await ended).toBe(0);
    }
    const events = readJournal(join(directory, 'journal.jsonl'));
    expect(events.at(-1)?.type).toBe('stopped');
  }, 60_000);

  it('says that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>(done => {
      other.listen(0, '127.0.0.1', done);
    });
    const { port } = other.address() as AddressInfo;
    try {
      expect(
        await failure('--hypervisor', 'scripted', '--port', String(port)),
      ).toContain(`address already in use 127.0.0.1:${port}`);
    } finally {
      other.close();
    }
  }, 60_000);

  it('names what is wrong with its arguments', async () => {
    expect(await failure('--port', 'many')).toContain(
      "'--port <port>' argument 'many' is invalid. It must be a whole number from 0 to 65535.",
    );
    expect(await failure('--region', 'mars-1')).toContain(
      'There is no such region.',
    );
    const scripted = ['--hypervisor', 'scripted'];
    expect(
      await failure(...scripted, '--script', '/nonexistent.json'),
    ).toContain('--script /nonexistent.json: ');
    const wrong = join(directory, 'wrong.json');
    await writeFile(wrong, JSON.stringify({ screen: [{ lines: [] }] }));
    expect(await failure(...scripted, '--script', wrong)).toMatch(
      /The boot script 'wrong' is wrong[\s\S]*screen\[0\]\.atMs/,
    );
    expect(await failure(...scripted, '--faults', wrong)).toMatch(
      /The fault plan is wrong: [\s\S]*"screen"/,
    );
    expect(await failure(...scripted, '--policy', wrong)).toMatch(
      /The policy is wrong: [\s\S]*Statement/,
    );
    expect(await failure('--faults', '/nonexistent.json')).toMatch(
      /'--faults <plan\.json>' argument '\/nonexistent\.json' is invalid\. .*ENOENT/,
    );
    expect(await failure(...scripted, '--disk', 'a=b')).toContain(
      '--disk needs --hypervisor qemu',
    );
  }, 60_000);
});
