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

import { execFile, execFileSync } from 'child_process';
import { generateKeyPairSync } from 'crypto';
import { mkdtemp, readFile, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import sharp from 'sharp';
import { parseKey } from 'sshpk';
import { promisify } from 'util';
import { readJournal, whatIsLeft } from '..';
import { eventually, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

/** Whether a tool can be tried; says so when it cannot. */
function isInstalled(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(`${tool} is not installed here: not tried\n`);
    return false;
  }
}

/** Runs a tool; what it printed is what an error says, for it says why. */
const run = (
  tool: string,
  args: string[],
  options: { env: NodeJS.ProcessEnv; cwd: string },
) =>
  promisify(execFile)(tool, args, {
    ...options,
    maxBuffer: 16 * 1024 * 1024,
  }).catch(error => {
    throw new Error(`${error.message}\n${error.stdout}${error.stderr}`);
  });

describe('tools', () => {
  let test: TestEc2;
  let directory: string;
  beforeEach(async () => {
    test = await startTestEc2({ eventualConsistencyMs: 300 });
    directory = await mkdtemp(join(tmpdir(), 'local-ec2-tools-'));
  });
  afterEach(async () => {
    await test.close();
    await rm(directory, { recursive: true, force: true });
  });

  const environment = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_ACCESS_KEY_ID: 'AKIDTOOL',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_PAGER: '',
    AWS_POLL_DELAY_SECONDS: '1',
    CHECKPOINT_DISABLE: '1',
  };

  const aws = (operation: string, ...args: string[]) =>
    awsService('ec2', operation, ...args);
  const awsSsm = (operation: string, ...args: string[]) =>
    awsService('ssm', operation, ...args);

  async function awsService(
    service: string,
    operation: string,
    ...args: string[]
  ) {
    const { stdout } = await run(
      'aws',
      [
        service,
        operation,
        '--endpoint-url',
        test.local.url,
        '--output',
        'json',
        ...args,
      ],
      { env: environment, cwd: directory },
    );
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  }

  it('does what a smoke test does with the AWS CLI, where it is installed', async () => {
    if (!isInstalled('aws')) return;
    const { publicKey } = generateKeyPairSync('ed25519');
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    await writeFile(
      join(directory, 'key.pub'),
      parseKey(pem, 'pem').toString('ssh'),
    );
    const tags =
      'ResourceType=instance,Tags=[{Key=ami-smoke-test:run,Value=r1}]';

    const { Images } = await aws('describe-images', '--owners', 'self');
    expect(Images).toHaveLength(3);
    const key = await aws(
      'import-key-pair',
      '--key-name',
      'cli',
      '--public-key-material',
      'fileb://key.pub',
    );
    expect(key.KeyName).toBe('cli');
    const described = await aws('describe-key-pairs', '--key-names', 'cli');
    expect(described.KeyPairs[0].KeyFingerprint).toBe(key.KeyFingerprint);
    const launched = await aws(
      'run-instances',
      '--image-id',
      test.imageIds.quick,
      '--instance-type',
      't3.micro',
      '--key-name',
      'cli',
      '--client-token',
      'cli-token',
      '--user-data',
      '#!/bin/sh',
      '--instance-initiated-shutdown-behavior',
      'terminate',
      '--block-device-mappings',
      'DeviceName=/dev/xvda,Ebs={DeleteOnTermination=true}',
      '--tag-specifications',
      tags,
    );
    const id: string = launched.Instances[0].InstanceId;
    await test.reaches(id, 'running');
    const { Reservations } = await aws(
      'describe-instances',
      '--filters',
      `Name=instance-id,Values=${id}`,
      'Name=tag:ami-smoke-test:run,Values=r1',
    );
    expect(Reservations[0].Instances[0].State.Name).toBe('running');
    const status = await aws('describe-instance-status', '--instance-ids', id);
    expect(status.InstanceStatuses[0].InstanceStatus.Status).toBe('ok');
    const screen = await aws('get-console-screenshot', '--instance-id', id);
    const image = await sharp(
      Buffer.from(screen.ImageData, 'base64'),
    ).metadata();
    expect(image.format).toBe('jpeg');
    const output = await aws(
      'get-console-output',
      '--instance-id',
      id,
      '--latest',
    );
    expect(output.Output).toContain('hello from the serial port');
    await aws('create-tags', '--resources', id, '--tags', 'Key=a,Value=b');
    const volumes = await aws(
      'describe-volumes',
      '--filters',
      `Name=attachment.instance-id,Values=${id}`,
    );
    expect(volumes.Volumes).toHaveLength(1);
    const interfaces = await aws(
      'describe-network-interfaces',
      '--filters',
      `Name=attachment.instance-id,Values=${id}`,
    );
    expect(interfaces.NetworkInterfaces).toHaveLength(1);
    const ended = await aws('terminate-instances', '--instance-ids', id);
    expect(ended.TerminatingInstances[0].CurrentState.Name).toBe(
      'shutting-down',
    );
    await aws('delete-key-pair', '--key-name', 'cli');
    await test.reaches(id, 'terminated');
    expect(whatIsLeft(readJournal(test.local.journal.path))).toEqual([]);
    await expect(
      aws('describe-instances', '--instance-ids', 'i-0123456789abcdef0'),
    ).rejects.toThrow('(InvalidInstanceID.NotFound)');
  }, 300_000);

  it('publishes an image with the AWS CLI, where it is installed', async () => {
    if (!isInstalled('aws')) return;
    const { quick } = test.imageIds;
    const put = (value: string) =>
      awsSsm(
        'put-parameter',
        ...['--name', '/images/web', '--type', 'String', '--overwrite'],
        ...['--data-type', 'aws:ec2:image', '--value', value],
      );
    const read = () => awsSsm('get-parameter', '--name', '/images/web');
    expect(await put(quick)).toMatchObject({ Version: 1 });
    const { Parameter } = await eventually(read);
    expect(Parameter).toMatchObject({ Value: quick, Version: 1 });
    await put('ami-00000000000000000');
    await eventually(async () =>
      expect(await readFile(test.local.journal.path, 'utf8')).toContain(
        '"refused"',
      ),
    );
    const history = await awsSsm(
      'get-parameter-history',
      ...['--name', '/images/web'],
    );
    expect(history.Parameters).toMatchObject([{ Value: quick, Version: 1 }]);

    await aws(
      'modify-image-attribute',
      ...['--image-id', quick],
      ...['--launch-permission', 'Add=[{UserId=999999999999}]'],
    );
    await aws(
      'enable-image-deprecation',
      ...['--image-id', quick, '--deprecate-at', '2035-01-01T00:00:29Z'],
    );
    // Debian's AWS CLI is older than DisableImage.
    const { Images } = await aws(
      'describe-images',
      ...['--image-ids', quick, '--include-deprecated'],
    );
    expect(Images).toMatchObject([
      { State: 'available', DeprecationTime: '2035-01-01T00:00:00.000Z' },
    ]);
    await awsSsm('delete-parameter', '--name', '/images/web');
    await expect(read()).rejects.toThrow('(ParameterNotFound)');
  }, 300_000);

  it('builds an image with an unmodified Packer, where it is installed', async () => {
    if (!isInstalled('packer')) return;
    const template = {
      builders: [
        {
          type: 'amazon-ebs',
          region: 'us-east-1',
          access_key: 'AKIDTOOL',
          secret_key: 'secret',
          custom_endpoint_ec2: test.local.url,
          skip_region_validation: true,
          skip_metadata_api_check: true,
          skip_credential_validation: true,
          communicator: 'none',
          instance_type: 't3.micro',
          ami_name: 'built-by-packer',
          source_ami_filter: {
            filters: { name: 'quick' },
            owners: ['self'],
            most_recent: true,
          },
          run_tags: { of: 'the build instance' },
          tags: { of: 'the image' },
        },
      ],
      'post-processors': [{ type: 'manifest', output: 'manifest.json' }],
    };
    await writeFile(join(directory, 'template.json'), JSON.stringify(template));
    await run('packer', ['build', '-color=false', 'template.json'], {
      env: { ...environment, HOME: directory },
      cwd: directory,
    });
    const manifest = JSON.parse(
      await readFile(join(directory, 'manifest.json'), 'utf8'),
    );
    const id = test.local.imageIds('us-east-1')['built-by-packer'];
    expect(manifest.builds[0].artifact_id).toBe(`us-east-1:${id}`);
    const { Images } = await test.ec2.describeImages({ ImageIds: [id] });
    expect(Images?.[0]).toMatchObject({
      State: 'available',
      Tags: [{ Key: 'of', Value: 'the image' }],
    });
    const left = whatIsLeft(readJournal(test.local.journal.path));
    expect(left.map(({ kind }) => kind).sort()).toEqual(['image', 'snapshot']);
  }, 300_000);
});
