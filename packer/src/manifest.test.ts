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

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callingBuild, ownBuild } from './manifest';

const OWN = {
  name: 'web',
  builder_type: 'amazon-ebs',
  build_time: 1795340459,
  files: null,
  artifact_id:
    'us-east-1:ami-0123456789abcdef0,eu-west-1:ami-0fedcba9876543210',
  packer_run_uuid: 'run-2',
  custom_data: { source_ami: 'ami-00000001' },
};

const CALLER = {
  runUuid: 'run-2',
  buildName: 'web',
  builderType: 'amazon-ebs',
};

describe('the manifest', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'manifest-'));
    file = join(folder, 'packer-manifest.json');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const holds = (...builds: object[]) =>
    writeFileSync(file, JSON.stringify({ builds, last_run_uuid: 'run-3' }));

  it('gives the own entry among those of other runs, names and builders', () => {
    holds(
      {
        ...OWN,
        packer_run_uuid: 'run-1',
        artifact_id: 'us-east-1:ami-11111111',
      },
      { ...OWN, name: 'db', artifact_id: 'us-east-1:ami-22222222' },
      OWN,
      { ...OWN, builder_type: 'amazon-ebssurrogate', artifact_id: 'x' },
      {
        ...OWN,
        packer_run_uuid: 'run-3',
        artifact_id: 'us-east-1:ami-33333333',
      },
      { an: 'entry of a later Packer' },
    );
    expect(ownBuild(CALLER, file)).toEqual({
      packer: CALLER,
      images: [
        { region: 'us-east-1', imageId: 'ami-0123456789abcdef0' },
        { region: 'eu-west-1', imageId: 'ami-0fedcba9876543210' },
      ],
      customData: { source_ami: 'ami-00000001' },
    });
  });

  it.each([
    ['there is none', undefined, /There is no manifest .*packer-manifest.json/],
    ['it is cut', '{"builds": [', /packer-manifest.json is not JSON/],
    ['it is another file', '{"variables": {}}', /no list "builds"/],
    ['it is empty', '{"builds": []}', /no entries at all/],
  ])('is useless when %s', (_, text, why) => {
    if (text !== undefined) writeFileSync(file, text);
    expect(ownBuild(CALLER, file)).toEqual({
      why: expect.stringMatching(why),
      wayOut: expect.stringMatching(/manifest/),
    });
  });

  it("is useless when its last entry is another build's", () => {
    holds({ ...OWN, packer_run_uuid: 'run-1' });
    expect(ownBuild(CALLER, file)).toEqual({
      why: expect.stringMatching(
        /no entry for build "web" \(amazon-ebs\) of Packer run run-2; .* run-1/,
      ),
      wayOut: expect.stringContaining('manifest post-processor'),
    });
  });

  it('is useless when two entries fit', () => {
    holds(OWN, { ...OWN, artifact_id: 'us-east-1:ami-11111111' });
    expect(ownBuild(CALLER, file)).toEqual({
      why: expect.stringMatching(/has 2 entries .*ami-11111111/),
      wayOut: expect.stringContaining('a manifest file of its own'),
    });
  });

  it.each(['File', undefined, 'us-east-1:ami-11111111,x', 'ami-11111111'])(
    'is useless when the artifact is %s',
    artifact => {
      holds({ ...OWN, artifact_id: artifact });
      expect(ownBuild(CALLER, file)).toEqual({
        why: expect.stringContaining('not a list of AMIs'),
        wayOut: expect.stringContaining('amazon-ebs'),
      });
    },
  );
});

describe('the calling build', () => {
  it('is what Packer says', () => {
    expect(
      callingBuild({
        PACKER_RUN_UUID: 'run-2',
        PACKER_BUILD_NAME: 'web',
        PACKER_BUILDER_TYPE: 'amazon-ebs',
      }),
    ).toEqual(CALLER);
  });

  it('is unknown without all of it', () => {
    expect(
      callingBuild({ PACKER_BUILD_NAME: 'web', PACKER_BUILDER_TYPE: '' }),
    ).toEqual({
      why: expect.stringContaining(
        'Not set: PACKER_RUN_UUID, PACKER_BUILDER_TYPE',
      ),
      wayOut: expect.stringContaining('--image'),
    });
  });
});
