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

import { LocalEc2, ScriptedHypervisor } from '@ami-smoke-test/local-ec2';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BRIDGE, buildBridge, Running } from './__testUtils__/bridge';
import { BUILD_ID, FakeApi } from './__testUtils__/FakeApi';

jest.setTimeout(40_000);

/** The builders of newer ones are plugins that are not there; what the tests say holds for their core, too. */
const packer = packerOnThisMachine();
const withPacker = packer ? describe : describe.skip;

const REGION = 'us-east-1';
const examples = resolve(__dirname, '../examples');

withPacker('Packer 1.6', () => {
  let folder: string;
  let api: FakeApi;
  let localEc2: LocalEc2;
  let ec2: EC2Client;
  let sourceImageId: string;

  beforeAll(buildBridge);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'packer-'));
    api = await FakeApi.start();
    localEc2 = await LocalEc2.start({
      hypervisor: new ScriptedHypervisor({ scripts: { base: {} } }),
      stateDirectory: join(folder, 'ec2'),
      images: [],
    });
    sourceImageId = localEc2.addImage({
      region: REGION,
      name: 'base',
      disk: 'base',
    });
    ec2 = new EC2Client({
      endpoint: localEc2.url,
      region: REGION,
      credentials: { accessKeyId: 'AKIAPACKER', secretAccessKey: 'secret' },
    });
  });

  afterEach(async () => {
    await Running.endAll();
    ec2.destroy();
    await localEc2.close();
    await api.down();
    rmSync(folder, { recursive: true });
  });

  /** A copy of an example's folder; Packer 1.6 knows no `required_plugins`, which are in a file of their own. */
  function example(name: string): string {
    const copy = join(folder, name);
    cpSync(join(examples, name), copy, {
      recursive: true,
      filter: path => !path.endsWith('plugins.pkr.hcl'),
    });
    return copy;
  }

  function template(name: string, content: string): string {
    const path = join(folder, name);
    mkdirSync(path);
    writeFileSync(join(path, 'template.pkr.hcl'), content);
    return path;
  }

  function runPacker(args: string[], env: Record<string, string> = {}) {
    return new Running(packer!, args, {
      cwd: folder,
      env: {
        HOME: folder,
        CHECKPOINT_DISABLE: '1',
        AWS_ACCESS_KEY_ID: 'AKIAPACKER',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_POLL_DELAY_SECONDS: '1',
        AMI_SMOKE_TEST_URL: api.url,
        AMI_SMOKE_TEST_TOKEN: 't0ken',
        ...env,
      },
    });
  }

  const variables = (extra: string[] = []) =>
    [
      `source_ami=${sourceImageId}`,
      `ec2_endpoint=${localEc2.url}`,
      'communicator=none',
      `ami_smoke_test=${process.execPath} ${BRIDGE}`,
      ...extra,
    ].flatMap(variable => ['-var', variable]);

  async function imagesBut(imageId: string) {
    const { Images = [] } = await ec2.send(
      new DescribeImagesCommand({ Owners: ['self'] }),
    );
    return Images.filter(image => image.ImageId !== imageId);
  }

  const verdict = (given: 'passed' | 'failed') =>
    api.emit({
      type: 'build-verdict',
      verdict: given,
      message: `It ${given}, and this is why.`,
    });

  it.each([
    ['packer-1.6', 'packer-1.6', []],
    ['packer', 'packer', []],
    ['json', 'json/amazon-ebs.json', ['skip_aws_checks=true']],
  ])('finds the example %s valid', async (name, path, extra) => {
    example(name);
    const args = ['validate', ...variables(extra), join(folder, path)];
    const { code, output } = await runPacker(args).ended;
    expect(output).not.toMatch(/error/i);
    expect(code).toBe(0);
  });

  it.each([
    ['packer-1.6', 'packer-1.6', []],
    ['json', 'json/amazon-ebs.json', ['skip_aws_checks=true']],
  ])('passes the example %s, when the AMI does', async (name, path, extra) => {
    example(name);
    verdict('passed');
    const { code, output } = await runPacker([
      'build',
      '-color=false',
      ...variables(extra),
      join(folder, path),
    ]).ended;
    expect(output).toContain('AMI Smoke Test: preflight found no problem');
    expect(output).toContain('AMI Smoke Test: PASSED');
    expect(code).toBe(0);

    const [image, ...others] = await imagesBut(sourceImageId);
    expect(others).toEqual([]);
    const { packer_run_uuid: runUuid } = JSON.parse(
      readFileSync(join(folder, 'packer-manifest-web.json'), 'utf8'),
    ).builds[0];
    expect(api.calls('POST', /^\/builds$/).map(({ body }) => body)).toEqual([
      {
        family: 'web-base',
        profile: 'default',
        images: [{ region: REGION, imageId: image.ImageId }],
        packer: { runUuid, buildName: 'web', builderType: 'amazon-ebs' },
        lineage: { sourceImageId },
      },
    ]);
  });

  it.each(['allow', 'deny'] as const)(
    'has what passed promoted, and keeps the AMI when the gate says %s',
    async decision => {
      verdict('passed');
      api.outcome = { verdict: 'passed' };
      if (decision === 'deny') {
        api.promotion.decision = { ...api.promotion.decision, decision };
        api.promotion.refusal = { status: 409, message: 'A finding' };
      }
      const { code, output } = await runPacker([
        'build',
        '-color=false',
        ...variables(['promote_to=dev']),
        example('packer-1.6'),
      ]).ended;
      const isAllowed = decision === 'allow';
      expect(output).toContain('what passes is promoted to dev');
      expect(output).toContain(
        isAllowed ? 'PROMOTED to dev' : 'AMI SMOKE TEST: PASSED, NOT PROMOTED',
      );
      expect(output.includes('non-zero exit status: 2')).toBe(!isAllowed);
      expect(code).toBe(isAllowed ? 0 : 1);
      expect(api.calls('POST', /promotions/)).toHaveLength(1);
      expect(await imagesBut(sourceImageId)).toHaveLength(1);
    },
  );

  it('fails when the AMI does, says why, and keeps the AMI', async () => {
    verdict('failed');
    const { code, output } = await runPacker([
      'build',
      '-color=false',
      ...variables(),
      example('packer-1.6'),
    ]).ended;
    expect(code).toBe(1);
    expect(output).toContain('It failed, and this is why.');
    expect(output).toContain('non-zero exit status: 2');
    expect(output).toMatch(/Kept: ami-[0-9a-f]+ in us-east-1/);
    expect(await imagesBut(sourceImageId)).toHaveLength(1);
  });

  it('tests each of two AMIs that one build block makes', async () => {
    verdict('passed');
    const { code } = await runPacker([
      'build',
      '-color=false',
      ...variables(),
      example('packer'),
    ]).ended;
    expect(code).toBe(0);
    const images = await imagesBut(sourceImageId);
    const posted = api
      .calls('POST', /^\/builds$/)
      .map(({ body }) => body as { family: string; images: object[] });
    expect(posted.map(({ family }) => family).sort()).toEqual([
      'db-base',
      'web-base',
    ]);
    for (const {
      family,
      images: [posting],
    } of posted) {
      const made = images.find(({ Name }) => Name!.startsWith(family));
      expect(posting).toEqual({ region: REGION, imageId: made!.ImageId });
    }
  });

  it('stops at preflight, before there is an AMI', async () => {
    api.preflightProblems = [{ field: 'profile', message: 'is not there' }];
    const { code, output } = await runPacker([
      'build',
      '-color=false',
      ...variables(),
      example('packer-1.6'),
    ]).ended;
    expect(code).toBe(1);
    expect(output).toContain('✗ profile: is not there');
    expect(await imagesBut(sourceImageId)).toEqual([]);
  });

  const source = () => `
    source "amazon-ebs" "web" {
      ami_name                   = "web-{{timestamp}}"
      source_ami                 = "${sourceImageId}"
      region                     = "${REGION}"
      instance_type              = "t3.micro"
      communicator               = "none"
      custom_endpoint_ec2        = "${localEc2.url}"
      skip_region_validation     = true
      skip_metadata_api_check    = true
      skip_credential_validation = true
    }`;

  const smokeTest = (more = '') =>
    `post-processor "shell-local" {
       command = "${process.execPath} ${BRIDGE} test --family web --json out.json ${more}"
     }`;

  it('keeps the AMI where shell-local is the only post-processor, NOT TESTED', async () => {
    const path = template(
      'alone',
      `${source()}
       build {
         sources = ["source.amazon-ebs.web"]
         ${smokeTest()}
       }`,
    );
    const { code, output } = await runPacker(['build', '-color=false', path])
      .ended;
    expect(output).toContain('NOT TESTED');
    expect(output).toContain('There is no manifest');
    expect(code).toBe(0);
    expect(await imagesBut(sourceImageId)).toHaveLength(1);
    expect(api.received).toEqual([]);
  });

  it('keeps the AMI where shell-local is the only post-processor, and a named image fails', async () => {
    api.emit({ type: 'build-verdict', verdict: 'failed', message: 'No boot' });
    const path = template(
      'named',
      `${source()}
       build {
         sources = ["source.amazon-ebs.web"]
         ${smokeTest(`--image ${REGION}:${sourceImageId}`)}
       }`,
    );
    const { code, output } = await runPacker(['build', '-color=false', path])
      .ended;
    expect(output).toContain('FAILED, AND PACKER IS NOT TOLD');
    expect(code).toBe(0);
    expect(api.calls('POST', /^\/builds$/)).toHaveLength(1);
    expect(await imagesBut(sourceImageId)).toHaveLength(1);
  });

  it('keeps the AMI where two entries of the manifest fit, NOT TESTED', async () => {
    // Two manifests in one file, as when two build blocks use one source.
    const manifest = 'post-processor "manifest" {}';
    const path = template(
      'two',
      `${source()}
       build {
         sources = ["source.amazon-ebs.web"]
         ${manifest}
         ${manifest}
         ${smokeTest()}
       }`,
    );
    const { code, output } = await runPacker(['build', '-color=false', path])
      .ended;
    expect(output).toContain('NOT TESTED');
    expect(output.replace(/\s+.*\*\* +/g, ' ')).toContain('has 2 entries');
    expect(code).toBe(0);
    expect(await imagesBut(sourceImageId)).toHaveLength(1);
    expect(api.received).toEqual([]);
  });

  it.each([
    ['on Ctrl-C', (running: Running) => running.interruptGroup()],
    [
      'when Packer alone is told',
      (running: Running) => running.kill('SIGTERM'),
    ],
  ])('cancels the smoke test %s, and keeps the AMI', async (_, stop) => {
    const running = runPacker([
      'build',
      '-color=false',
      ...variables(),
      example('packer-1.6'),
    ]);
    await running.says(`build ${BUILD_ID}`);
    stop(running);
    const { code } = await running.ended;
    expect(code).not.toBe(0);
    expect(api.calls('POST', /cancel/)).toHaveLength(1);
    expect(await imagesBut(sourceImageId)).toHaveLength(1);
  });
});

function packerOnThisMachine(): string | undefined {
  try {
    const version = execFileSync('packer', ['version'], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH!,
        CHECKPOINT_DISABLE: '1',
      } as NodeJS.ProcessEnv,
    });
    return /v1\.6\./.test(version) ? 'packer' : undefined;
  } catch {
    return undefined;
  }
}
