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

import sharp from 'sharp';
import { BootScript } from '..';
import {
  eventually,
  PORT,
  refusal,
  SCRIPTS,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';

const LONG = Array.from({ length: 2000 }, (_, line) =>
  `line ${line} `.padEnd(64, '.'),
).join('\n');

const TALKATIVE: BootScript = {
  console: [
    { atMs: 0, text: LONG },
    { atMs: 700, text: '\nthe last word' },
  ],
};

describe('console of an instance', () => {
  let test: TestEc2;
  beforeAll(async () => {
    test = await startTestEc2({
      scripts: { ...SCRIPTS, talkative: TALKATIVE },
      consolePostMs: 300,
    });
    for (const region of ['ap-southeast-7', 'us-gov-west-1']) {
      test.local.addImage({
        region,
        name: 'quick',
        disk: 'quick',
        ports: [PORT],
      });
    }
  });
  afterAll(() => test.close());

  const text = (output: string | undefined) =>
    Buffer.from(output ?? '', 'base64').toString();

  it('gives the screen as a JPEG of at most 100 kB', async () => {
    const { InstanceId: id = '' } = await test.launch();
    const { ImageData, InstanceId } = await test.ec2.getConsoleScreenshot({
      InstanceId: id,
      WakeUp: false,
    });
    const image = Buffer.from(ImageData ?? '', 'base64');
    expect(InstanceId).toBe(id);
    expect(image.length).toBeLessThanOrEqual(100_000);
    expect(await sharp(image).metadata()).toMatchObject({
      format: 'jpeg',
      width: 720,
      height: 400,
    });
    const { channels } = await sharp(image).stats();
    expect(channels[0].max).toBeGreaterThan(150);
  });

  it('gives no screenshot of a stopped instance', async () => {
    const { InstanceId: id = '' } = await test.launch();
    await test.ec2.stopInstances({ InstanceIds: [id] });
    await test.reaches(id, 'stopped');
    expect(
      await refusal(test.ec2.getConsoleScreenshot({ InstanceId: id })),
    ).toMatchObject({ code: 'IncorrectInstanceState' });
  });

  it('gives no screenshot of bare metal, nor in regions that have none', async () => {
    const metal = await test.launch('quick', { InstanceType: 'm5.metal' });
    expect(
      await refusal(
        test.ec2.getConsoleScreenshot({ InstanceId: metal.InstanceId }),
      ),
    ).toMatchObject({ code: 'UnsupportedOperation' });
    for (const region of ['ap-southeast-7', 'us-gov-west-1']) {
      const elsewhere = test.client({ region });
      const { Instances } = await elsewhere.runInstances({
        ImageId: test.local.imageIds(region).quick,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
      });
      expect(
        await refusal(
          elsewhere.getConsoleScreenshot({
            InstanceId: Instances?.[0].InstanceId,
          }),
        ),
      ).toMatchObject({ code: 'UnsupportedOperation' });
    }
  });

  it('gives the latest output, but only the last 64 KB of it', async () => {
    const { InstanceId: id = '' } = await test.launch('talkative');
    const output = await eventually(async () => {
      const answer = await test.ec2.getConsoleOutput({
        InstanceId: id,
        Latest: true,
      });
      expect(text(answer.Output)).toMatch(/the last word$/);
      return Buffer.from(answer.Output ?? '', 'base64');
    });
    expect(output).toHaveLength(64 * 1024);
  });

  it('gives, without Latest, a copy made some time after a state change', async () => {
    const { InstanceId: id = '' } = await test.launch('talkative');
    const early = await test.ec2.getConsoleOutput({ InstanceId: id });
    expect(text(early.Output)).toBe('');
    const posted = await eventually(async () => {
      const answer = await test.ec2.getConsoleOutput({ InstanceId: id });
      expect(text(answer.Output)).toContain('line 1999');
      return answer;
    });
    await eventually(async () => {
      const latest = await test.ec2.getConsoleOutput({
        InstanceId: id,
        Latest: true,
      });
      expect(text(latest.Output)).toMatch(/the last word$/);
    });
    const still = await test.ec2.getConsoleOutput({ InstanceId: id });
    expect(still.Output).toBe(posted.Output);
  });

  it('keeps the output of a terminated instance', async () => {
    const { InstanceId: id = '' } = await test.launch();
    await test.ec2.terminateInstances({ InstanceIds: [id] });
    await test.reaches(id, 'terminated');
    const latest = await test.ec2.getConsoleOutput({
      InstanceId: id,
      Latest: true,
    });
    expect(text(latest.Output)).toBe('hello from the serial port\r\n');
    await eventually(async () => {
      const posted = await test.ec2.getConsoleOutput({ InstanceId: id });
      expect(text(posted.Output)).toBe('hello from the serial port\r\n');
    });
  });

  it('has the latest output of Nitro types only', async () => {
    const { InstanceId: id } = await test.launch('quick', {
      InstanceType: 't2.micro',
    });
    expect(
      await refusal(
        test.ec2.getConsoleOutput({ InstanceId: id, Latest: true }),
      ),
    ).toEqual({
      code: 'UnsupportedOperation',
      message:
        'This instance type does not support retrieving the latest console logs.',
    });
    await test.ec2.getConsoleOutput({ InstanceId: id });
  });
});
