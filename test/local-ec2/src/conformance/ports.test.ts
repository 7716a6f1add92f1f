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

import { connection } from '../__testUtils__/connection';
import {
  eventually,
  PORT,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';

const OTHER_PORT = PORT + 1;
const SERVICE = {
  [PORT]: [
    { atMs: 0, state: 'open' as const, http: { '/health': { body: 'fine' } } },
  ],
};

describe('ports', () => {
  let test: TestEc2;
  beforeAll(async () => {
    const scripts = {
      'no-network': { ports: SERVICE },
      serves: { network: [{ atMs: 0, up: true }], ports: SERVICE },
      'serves-late': { network: [{ atMs: 600, up: true }], ports: SERVICE },
    };
    test = await startTestEc2({
      scripts,
      images: Object.keys(scripts).map(name => ({
        region: 'us-east-1',
        name,
        disk: name,
        ports: [PORT, OTHER_PORT],
      })),
    });
  });
  afterAll(() => test.close());

  const addressOf = async (image: string) =>
    (await test.launch(image)).PublicIpAddress ?? '';

  it("do not answer while the guest's network does not", async () => {
    const address = await addressOf('no-network');
    expect(await connection(address, PORT)).toBe('no answer');
    expect(await connection(address, OTHER_PORT)).toBe('no answer');
  });

  it('refuse when nothing listens, and connect when a service does', async () => {
    const address = await addressOf('serves');
    expect(await connection(address, PORT)).toBe('connected');
    expect(await connection(address, OTHER_PORT)).toBe('refused');
  });

  it('tell who has waited what has become of them', async () => {
    const address = await addressOf('serves-late');
    const patience = 20_000;
    const waiting = [PORT, OTHER_PORT].map(port =>
      connection(address, port, patience),
    );
    expect(await connection(address, PORT, 50)).toBe('no answer');
    await eventually(async () =>
      expect(await connection(address, PORT)).toBe('connected'),
    );
    expect(await Promise.all(waiting)).toEqual(['connected', 'refused']);
  });

  it('are those that the image names, else the usual ones that can be had here', async () => {
    test.local.addImage({
      region: 'us-east-1',
      name: 'usual',
      disk: 'no-network',
    });
    const { InstanceId: id = '' } = await test.ec2
      .runInstances({
        ImageId: test.local.imageIds('us-east-1').usual,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
      })
      .then(({ Instances = [] }) => Instances[0]);
    const { PublicIpAddress: address = '' } = await test.reaches(id, 'running');
    for (const port of [2222, 8080]) {
      expect(await connection(address, port)).toBe('no answer');
    }
    expect(await connection(address, PORT)).toBe('refused');
  });
});
