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

import { SSM } from '@aws-sdk/client-ssm';
import { readJournal } from '..';
import {
  eventually,
  PORT,
  refusal,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';

const OTHER_ACCOUNT = '999999999999';

describe('image parameters', () => {
  let test: TestEc2;
  let ssm: SSM;
  let foreign: string;
  const NAME = '/images/web/production';
  beforeEach(async () => {
    test = await startTestEc2({
      accounts: {
        AKIDTEST: { accountId: '123456789012' },
        AKIDOTHER: { accountId: OTHER_ACCOUNT },
        AKIDBLIND: {
          accountId: '123456789012',
          policy: {
            Version: '2012-10-17',
            Statement: { Effect: 'Allow', Action: 'ssm:*', Resource: '*' },
          },
        },
      },
    });
    ssm = test.ssm();
    foreign = test.local.addImage({
      region: 'us-east-1',
      name: 'theirs',
      disk: 'quick',
      ports: [PORT],
      ownerId: OTHER_ACCOUNT,
      public: false,
    });
  });
  afterEach(() => test.close());

  const other = () =>
    test.client({
      credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' },
    });
  const put = (Value: string, client = ssm) =>
    client.putParameter({
      Name: NAME,
      Value,
      Type: 'String',
      DataType: 'aws:ec2:image',
      Overwrite: true,
    });
  const read = async () => {
    const { Parameter } = await ssm.getParameter({ Name: NAME });
    return [Parameter?.Value, Parameter?.Version];
  };
  const becomes = (value: string, version: number) =>
    eventually(async () => expect(await read()).toEqual([value, version]));
  /** What the journal says of the parameter's validations that failed. */
  const refusals = () =>
    readJournal(test.local.journal.path).flatMap(event =>
      event.type === 'life' && event.change === 'refused' ? [event.reason] : [],
    );
  /** Puts a value that is never going to be there. */
  const isIgnored = async (value: string, client = ssm) => {
    const before = refusals().length;
    await put(value, client);
    await eventually(async () => expect(refusals()).toHaveLength(before + 1));
    return refusals().at(-1);
  };

  it('change when the image has been looked at, after the answer', async () => {
    const { quick, unreachable } = test.imageIds;
    expect(await put(quick)).toMatchObject({ Version: 1 });
    expect((await refusal(read())).code).toBe('ParameterNotFound');
    await becomes(quick, 1);
    expect(await put(unreachable)).toMatchObject({ Version: 2 });
    expect(await read()).toEqual([quick, 1]);
    await becomes(unreachable, 2);
  });

  it('are not made for an image that will not do', async () => {
    expect(await isIgnored('ami-00000000000000000')).toMatch(
      /no image that the account 123456789012 may launch in us-east-1/,
    );
    await isIgnored('nonsense');
    await isIgnored(foreign);
    expect((await refusal(read())).code).toBe('ParameterNotFound');
  });

  it('keep the data type that they were made with', async () => {
    const { quick, unreachable } = test.imageIds;
    const asText = (more: object) =>
      ssm.putParameter({ Name: NAME, Value: 'x', Overwrite: true, ...more });
    await asText({ Type: 'String' });
    expect(await refusal(put(quick))).toMatchObject({
      code: 'ValidationException',
    });
    await ssm.deleteParameter({ Name: NAME });
    await put(quick);
    await becomes(quick, 1);
    expect(await refusal(asText({ DataType: 'text' }))).toMatchObject({
      code: 'ValidationException',
    });
    await asText({ Value: unreachable });
    await becomes(unreachable, 2);
    const { Parameter } = await ssm.getParameter({ Name: NAME });
    expect(Parameter?.DataType).toBe('aws:ec2:image');
  });

  it('keep their value when the new image will not do', async () => {
    const { quick, unreachable } = test.imageIds;
    await put(quick);
    await becomes(quick, 1);
    await test.ec2.disableImage({ ImageId: unreachable });
    expect(await isIgnored(unreachable)).toBe(
      `${unreachable} is disabled, not available`,
    );
    await test.ec2.deregisterImage({ ImageId: unreachable });
    await isIgnored(unreachable);
    await isIgnored(foreign);
    const elsewhere = test.local.addImage({
      region: 'eu-west-1',
      name: 'elsewhere',
      disk: 'quick',
    });
    await isIgnored(elsewhere);
    expect(await read()).toEqual([quick, 1]);
    const { Parameters } = await ssm.getParameterHistory({ Name: NAME });
    expect(Parameters).toHaveLength(1);
  });

  it('take an image that another account shares', async () => {
    await other().modifyImageAttribute({
      ImageId: foreign,
      LaunchPermission: { Add: [{ UserId: '123456789012' }] },
    });
    await put(foreign);
    await becomes(foreign, 1);
    expect(refusals()).toEqual([]);
  });

  it('are looked at as late as the image is, not as it was', async () => {
    const { quick } = test.imageIds;
    await put(quick);
    await test.ec2.deregisterImage({ ImageId: quick });
    await eventually(async () => expect(refusals()).toHaveLength(1));
    expect((await refusal(read())).code).toBe('ParameterNotFound');
  });

  it('need the permission to describe images', async () => {
    const blind = test.ssm({
      credentials: { accessKeyId: 'AKIDBLIND', secretAccessKey: 'x' },
    });
    expect(await isIgnored(test.imageIds.quick, blind)).toBe(
      'AKIDBLIND is not allowed ec2:DescribeImages',
    );
  });

  it('stand for the image of a launch', async () => {
    const { quick, unreachable } = test.imageIds;
    await put(quick);
    await becomes(quick, 1);
    await put(unreachable);
    await becomes(unreachable, 2);
    await ssm.labelParameterVersion({
      Name: NAME,
      ParameterVersion: 1,
      Labels: ['before'],
    });
    const launched = async (reference: string) => {
      const { Instances } = await test.ec2.runInstances({
        ImageId: `resolve:ssm:${reference}`,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
      });
      return Instances?.[0].ImageId;
    };
    expect(await launched(NAME)).toBe(unreachable);
    expect(await launched(`${NAME}:1`)).toBe(quick);
    expect(await launched(`${NAME}:before`)).toBe(quick);
    expect((await refusal(launched('/none'))).code).toBe(
      'InvalidParameterValue',
    );
    await test.ec2.disableImage({ ImageId: unreachable });
    expect((await refusal(launched(NAME))).code).toBe(
      'InvalidAMIID.Unavailable',
    );
  });
});
