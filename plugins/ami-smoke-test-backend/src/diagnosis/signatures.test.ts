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

import { ConfigReader } from '@backstage/config';
import { diagnose, loadCatalogue } from '@ami-smoke-test/diagnosis';
import { readSmokeTestConfig } from '../config';

const licence = {
  id: 'acme-licence-expired',
  category: 'service',
  severity: 'error',
  title: 'The licence of Acme has expired',
  cause: 'The image was built with a licence of last year.',
  remedy: 'Build it again with the licence of this year.',
  references: ['https://acme.example/licences'],
  matches: ['acme: licence expired'],
  samples: ['acme[12]: licence expired on 1 January'],
  notSamples: ['acme[12]: licence valid'],
};

function read(signatures: object[]) {
  return readSmokeTestConfig(
    new ConfigReader({
      amiSmokeTest: {
        owner: 'tests',
        archive: { s3: { bucket: 'bucket', region: 'eu-central-1' } },
        diagnosis: { signatures },
        profiles: {
          default: {
            accountId: '123456789012',
            keyPair: false,
            regions: {
              'eu-central-1': {
                subnets: ['subnet-1'],
                securityGroups: ['sg-1'],
              },
            },
            instanceTypes: ['t3.small'],
            checks: [{ type: 'tcp', port: 22 }],
          },
        },
      },
    } as never),
  ).diagnosis;
}

describe("an installation's own signatures", () => {
  it('are looked for beside ours', () => {
    const { readScreens, signatures } = read([
      { ...licence, matches: ['acme.{0,20}licence expired'] },
    ]);
    expect(readScreens).toBe('failed');
    const diagnosis = diagnose(
      { console: 'acme[1]: licence expired\n', service: 'silent' },
      loadCatalogue(signatures),
    );
    expect(diagnosis.headline).toMatchObject({
      id: 'acme-licence-expired',
      title: licence.title,
    });
  });

  it.each([
    [{ matches: ['licence (expired'] }, /signatures\.1\.matches\.0: .*RE2/],
    [{ matches: ['.*'] }, /signatures\.1\.matches\.0: .*three characters/],
    [{ category: 'weather' }, /signatures\.1\.category: /],
    [{ references: [] }, /signatures\.1\.references: /],
    [{ remedy: undefined }, /signatures\.1\.remedy: /],
    [{ mathces: [] }, /signatures\.1: .*mathces/],
  ])('that are wrong (%j) are refused by the field', (changes, message) => {
    expect(() => read([licence, { ...licence, ...changes }])).toThrow(message);
  });

  it('have ids of their own', () => {
    expect(() => loadCatalogue(read([licence, licence]).signatures)).toThrow(
      /two signatures with the id 'acme-licence-expired'/,
    );
  });
});
