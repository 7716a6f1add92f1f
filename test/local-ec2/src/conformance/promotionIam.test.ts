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

import { IamPolicyDocument } from '..';
import {
  eventually,
  refusal,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';

const ACCOUNT = '123456789012';
const PARAMETER = (path: string) =>
  `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/${path}`;

describe('policies of who promotes', () => {
  let test: TestEc2;
  afterEach(() => test?.close());

  async function start(...Statement: object[]) {
    test = await startTestEc2({
      accounts: {
        AKIDOURS: {
          accountId: ACCOUNT,
          name: 'ours',
          policy: { Version: '2012-10-17', Statement } as IamPolicyDocument,
        },
        AKIDTEST: { accountId: ACCOUNT, name: 'theirs' },
      },
    });
    const credentials = { accessKeyId: 'AKIDOURS', secretAccessKey: 'x' };
    return {
      ec2: test.client({ credentials }),
      ssm: test.ssm({ credentials }),
    };
  }
  const allow = (Action: string | string[], Resource: string, more = {}) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...more,
  });
  const code = (call: Promise<unknown>) =>
    call.then(
      () => 'ok',
      (error: Error) => error.name,
    );

  it('ask about parameters by name, in the words of SSM', async () => {
    const { ssm } = await start(
      allow(['ssm:PutParameter', 'ssm:GetParameter*'], PARAMETER('images/*')),
    );
    const put = (Name: string, more: object = {}) =>
      ssm.putParameter({ Name, Value: 'x', Type: 'String', ...more });
    expect(await code(put('/images/web'))).toBe('ok');
    expect(await code(ssm.getParameter({ Name: '/images/web:1' }))).toBe('ok');
    expect(await code(ssm.getParametersByPath({ Path: '/images/' }))).toBe(
      'ok',
    );
    expect(await refusal(put('/other/web'))).toEqual({
      code: 'AccessDeniedException',
      message: `User: arn:aws:iam::${ACCOUNT}:user/ours is not authorized to perform: ssm:PutParameter on resource: ${PARAMETER(
        'other/web',
      )} because no identity-based policy allows the ssm:PutParameter action`,
    });
    // One name that is not allowed refuses all of them.
    expect(
      await code(ssm.getParameters({ Names: ['/images/web', '/other'] })),
    ).toBe('AccessDeniedException');
    expect(await code(ssm.deleteParameter({ Name: '/images/web' }))).toBe(
      'AccessDeniedException',
    );
    expect(await refusal(ssm.describeParameters({}))).toMatchObject({
      message: expect.stringContaining(
        `ssm:DescribeParameters on resource: arn:aws:ssm:us-east-1:${ACCOUNT}:* because`,
      ),
    });
    // Tags that it is made with are a question of their own.
    expect(
      await refusal(
        put('/images/tagged', { Tags: [{ Key: 'a', Value: 'b' }] }),
      ),
    ).toMatchObject({
      message: expect.stringContaining('ssm:AddTagsToResource'),
    });
  });

  it('know whether a parameter is overwritten, and its tags', async () => {
    const tagged = { StringEquals: { 'aws:ResourceTag/team': 'a' } };
    const { ssm } = await start(
      allow('ssm:PutParameter', '*', {
        Condition: { StringEquals: { 'ssm:Overwrite': 'true' } },
      }),
      allow('ssm:DeleteParameter', '*', { Condition: tagged }),
      allow('ssm:AddTagsToResource', '*', {
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
        },
      }),
      allow('ssm:RemoveTagsFromResource', '*', {
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['other'] },
        },
      }),
    );
    const Name = '/images/web';
    const put = (Overwrite?: boolean) =>
      ssm.putParameter({ Name, Value: 'x', Type: 'String', Overwrite });
    expect(await code(put())).toBe('AccessDeniedException');
    expect(await code(put(false))).toBe('AccessDeniedException');
    expect(await code(put(true))).toBe('ok');
    expect(await code(ssm.deleteParameter({ Name }))).toBe(
      'AccessDeniedException',
    );
    const resource = { ResourceType: 'Parameter', ResourceId: Name } as const;
    const tag = (Key: string) =>
      ssm.addTagsToResource({ ...resource, Tags: [{ Key, Value: 'a' }] });
    expect(await code(tag('other'))).toBe('AccessDeniedException');
    expect(await code(tag('team'))).toBe('ok');
    expect(
      await code(
        ssm.removeTagsFromResource({ ...resource, TagKeys: ['team'] }),
      ),
    ).toBe('AccessDeniedException');
    expect(await code(ssm.deleteParameter({ Name }))).toBe('ok');
  });

  it('ask about images and snapshots that are tagged', async () => {
    const channels = { 'aws:TagKeys': ['ami-smoke-test:*'] };
    const { ec2 } = await start(
      allow(
        ['ec2:CreateTags', 'ec2:DeleteTags'],
        'arn:aws:ec2:us-east-1::*/*',
        {
          Condition: {
            'ForAllValues:StringLike': channels,
            StringEquals: { 'ec2:ResourceTag/family': 'web' },
          },
        },
      ),
    );
    const { quick, unreachable } = test.imageIds;
    const { Images } = await test.ec2.describeImages({ ImageIds: [quick] });
    const snapshot = String(
      Images?.[0].BlockDeviceMappings?.[0].Ebs?.SnapshotId,
    );
    await test.ec2.createTags({
      Resources: [quick, snapshot],
      Tags: [{ Key: 'family', Value: 'web' }],
    });
    const tag = (Resources: string[], Key: string, Value = 'web') =>
      code(ec2.createTags({ Resources, Tags: [{ Key, Value }] }));
    const KEY = 'ami-smoke-test:channel:dev';
    expect(await tag([quick, snapshot], KEY)).toBe('ok');
    // An id in the value of a tag is only a text.
    expect(await tag([quick], KEY, unreachable)).toBe('ok');
    expect(await tag([quick], 'family')).toBe('UnauthorizedOperation');
    expect(await tag([unreachable], KEY)).toBe('UnauthorizedOperation');
    const untag = (Key: string) =>
      code(ec2.deleteTags({ Resources: [quick], Tags: [{ Key }] }));
    expect(await untag('family')).toBe('UnauthorizedOperation');
    expect(await untag(KEY)).toBe('ok');
  });

  it('ask about images that are shared and retired', async () => {
    const { ec2 } = await start(
      allow(
        [
          'ec2:ModifyImageAttribute',
          'ec2:DescribeImageAttribute',
          'ec2:EnableImageDeprecation',
          'ec2:DisableImageDeprecation',
          'ec2:DisableImage',
          'ec2:EnableImage',
        ],
        'arn:aws:ec2:us-east-1::image/*',
        {
          Condition: {
            StringEquals: {
              'ec2:Owner': ACCOUNT,
              'ec2:ResourceTag/family': 'web',
            },
          },
        },
      ),
    );
    const { quick, unreachable } = test.imageIds;
    await test.ec2.createTags({
      Resources: [quick],
      Tags: [{ Key: 'family', Value: 'web' }],
    });
    const all = async (ImageId: string) => {
      const outcomes: string[] = [];
      for (const call of [
        () =>
          ec2.modifyImageAttribute({
            ImageId,
            LaunchPermission: { Add: [{ UserId: '999999999999' }] },
          }),
        () =>
          ec2.describeImageAttribute({
            ImageId,
            Attribute: 'launchPermission',
          }),
        () =>
          ec2.enableImageDeprecation({
            ImageId,
            DeprecateAt: new Date(Date.now() + 120_000),
          }),
        () => ec2.disableImageDeprecation({ ImageId }),
        () => ec2.disableImage({ ImageId }),
        () => ec2.enableImage({ ImageId }),
      ]) {
        outcomes.push(await code(call()));
      }
      return new Set(outcomes);
    };
    expect(await all(quick)).toEqual(new Set(['ok']));
    expect(await all(unreachable)).toEqual(new Set(['UnauthorizedOperation']));
  });

  it('ask a launch by parameter whether it may read the parameter', async () => {
    const { ec2 } = await start(
      allow('ec2:*', '*'),
      allow('ssm:GetParameters', PARAMETER('images/*')),
    );
    const theirs = test.ssm();
    for (const Name of ['/images/web', '/private/web']) {
      await theirs.putParameter({
        Name,
        Value: test.imageIds.quick,
        Type: 'String',
        DataType: 'aws:ec2:image',
      });
      await eventually(() => theirs.getParameter({ Name }));
    }
    const launch = (name: string) =>
      ec2.runInstances({
        ImageId: `resolve:ssm:${name}`,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
      });
    expect((await launch('/images/web:1')).Instances).toHaveLength(1);
    expect(await refusal(launch('/private/web'))).toMatchObject({
      code: 'UnauthorizedOperation',
      message: expect.stringContaining(
        `ssm:GetParameters on resource: ${PARAMETER('private/web')}`,
      ),
    });
  });
});
