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

import { RunInstancesCommandInput, Tag } from '@aws-sdk/client-ec2';
import { readFileSync } from 'fs';
import { join } from 'path';
import { Credential, defaultNetwork, IamPolicyDocument } from '..';
import { refusal, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

const ACCOUNT = '123456789012';
const OWNER_TAG = 'ami-smoke-test:owner';
const OURS: Tag[] = [{ Key: OWNER_TAG, Value: 'tests' }];
const { subnets, defaultSecurityGroupId, vpcId } = defaultNetwork('us-east-1');
const [SUBNET, ANOTHER_SUBNET] = subnets.map(({ subnetId }) => subnetId);
// An ed25519 key that was made for this test.
const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8fWgZT3vPLGuTIDqDYWbH3Jm3X2Qb0Hv4cVgbeJv2T test';

/** The policy that this project asks its users to attach. */
function projectPolicy(): IamPolicyDocument {
  const values: Record<string, string> = {
    PARTITION: 'aws',
    ACCOUNT_ID: ACCOUNT,
    OWNER: 'tests',
    SUBNET_ID: SUBNET,
    SECURITY_GROUP_ID: defaultSecurityGroupId,
    VPC_ID: vpcId,
  };
  const file = '../../../../plugins/ami-smoke-test-backend/iam/smoke-test.json';
  const text = readFileSync(join(__dirname, file), 'utf8');
  return JSON.parse(
    text.replace(/\$\{(\w+)\}/g, (_, name) => values[name] ?? name),
  );
}

const allow = (more: object) => ({
  Effect: 'Allow' as const,
  Resource: '*',
  ...more,
});
const policy = (...Statement: object[]) =>
  ({ Version: '2012-10-17', Statement } as IamPolicyDocument);

describe('policies', () => {
  let test: TestEc2;
  afterEach(() => test?.close());

  /** Clients of one account: one that a policy restricts, and one of somebody else. */
  async function start(restricted: IamPolicyDocument) {
    const accounts: Record<string, Credential> = {
      AKIDOURS: { accountId: ACCOUNT, name: 'ours', policy: restricted },
      AKIDTEST: { accountId: ACCOUNT, name: 'theirs' },
    };
    test = await startTestEc2({ accounts });
    const client = (accessKeyId: string, region = 'us-east-1') =>
      test.client({
        region,
        credentials: { accessKeyId, secretAccessKey: 'secret' },
      });
    return { ours: client('AKIDOURS'), theirs: test.ec2, client };
  }

  const tagging = (...types: string[]) =>
    types.map(ResourceType => ({ ResourceType, Tags: OURS })) as NonNullable<
      RunInstancesCommandInput['TagSpecifications']
    >;
  const ALL = tagging('instance', 'volume', 'network-interface');
  const launchOf = (more: object = {}): RunInstancesCommandInput => ({
    ImageId: test.imageIds.quick,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: SUBNET,
    SecurityGroupIds: [defaultSecurityGroupId],
    TagSpecifications: ALL,
    ...more,
  });
  const DENIED = expect.objectContaining({ code: 'UnauthorizedOperation' });

  it("let the project's own policy launch, watch and remove what is ours", async () => {
    const { ours } = await start(projectPolicy());
    await ours.describeImages({ Owners: ['self'] });
    const key = await ours.importKeyPair({
      KeyName: 'ours',
      PublicKeyMaterial: Buffer.from(PUBLIC_KEY),
      TagSpecifications: tagging('key-pair'),
    });
    expect(key.KeyPairId).toBeTruthy();
    const { Instances: [{ InstanceId = '' }] = [] } = await ours.runInstances(
      launchOf({ KeyName: 'ours' }),
    );
    await test.reaches(InstanceId, 'running');
    await ours.describeInstances({ InstanceIds: [InstanceId] });
    await ours.getConsoleOutput({ InstanceId });
    await ours.getConsoleScreenshot({ InstanceId });
    await ours.terminateInstances({ InstanceIds: [InstanceId] });
    await ours.deleteKeyPair({ KeyName: 'ours' });
    // Nothing is known of what does not exist, so nothing forbids to remove it.
    await ours.deleteKeyPair({ KeyName: 'ours' });
    expect(
      await refusal(
        ours.terminateInstances({ InstanceIds: ['i-0123456789abcdef0'] }),
      ),
    ).toMatchObject({ code: 'InvalidInstanceID.NotFound' });
  });

  it('ask a launch about everything that it makes and uses', async () => {
    const { ours, theirs } = await start(projectPolicy());
    await theirs.createKeyPair({ KeyName: 'theirs' });
    const refused = (more: object) =>
      refusal(ours.runInstances(launchOf(more)));
    const onResource = (resource: string) => ({
      code: 'UnauthorizedOperation',
      message: expect.stringContaining(
        `User: arn:aws:iam::${ACCOUNT}:user/ours is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1:${ACCOUNT}:${resource} because no identity-based policy allows the ec2:RunInstances action`,
      ),
    });
    expect(
      await refused({ TagSpecifications: tagging('volume') }),
    ).toMatchObject(onResource('instance/*'));
    expect(
      await refused({
        TagSpecifications: tagging('instance', 'network-interface'),
      }),
    ).toMatchObject(onResource('volume/*'));
    expect(
      await refused({ TagSpecifications: tagging('instance', 'volume') }),
    ).toMatchObject(onResource('network-interface/*'));
    expect(await refused({ SubnetId: ANOTHER_SUBNET })).toMatchObject(
      onResource(`subnet/${ANOTHER_SUBNET}`),
    );
    expect(await refused({ KeyName: 'theirs' })).toMatchObject(
      onResource('key-pair/theirs'),
    );
    const { GroupId = '' } = await theirs.createSecurityGroup({
      GroupName: 'theirs',
      Description: 'for a test',
    });
    expect(await refused({ SecurityGroupIds: [GroupId] })).toMatchObject(
      onResource(`security-group/${GroupId}`),
    );
    const { Reservations } = await theirs.describeInstances({});
    expect(Reservations).toEqual([]);
  });

  it('keep callers from what is not theirs', async () => {
    const { ours, theirs } = await start(projectPolicy());
    const { InstanceId = '' } = await test.launch();
    await theirs.createKeyPair({ KeyName: 'theirs' });
    const calls = [
      ours.terminateInstances({ InstanceIds: [InstanceId] }),
      ours.getConsoleOutput({ InstanceId }),
      ours.deleteKeyPair({ KeyName: 'theirs' }),
      // Whoever could tag it could take it over.
      ours.createTags({ Resources: [InstanceId], Tags: OURS }),
      ours.stopInstances({ InstanceIds: [InstanceId] }),
      ours.describeVpcs({}),
      ours.deregisterImage({ ImageId: test.imageIds.quick }),
    ];
    for (const call of calls) expect(await refusal(call)).toEqual(DENIED);
    expect((await test.describe(InstanceId)).State?.Name).toBe('running');
  });

  it('ask about tags that are given as something is made', async () => {
    const { ours } = await start(
      policy(
        allow({ Action: 'ec2:Create*Group' }),
        allow({
          Action: 'ec2:CreateTags',
          Condition: {
            StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup' },
            'ForAllValues:StringLike': { 'aws:TagKeys': 'ami-smoke-test:*' },
            Null: { [`aws:RequestTag/${OWNER_TAG}`]: 'false' },
          },
        }),
      ),
    );
    const create = (GroupName: string, Tags?: Tag[]) =>
      ours.createSecurityGroup({
        GroupName,
        Description: 'for a test',
        VpcId: vpcId,
        TagSpecifications: Tags && [{ ResourceType: 'security-group', Tags }],
      });
    const { GroupId = '' } = await create('tagged', OURS);
    await create('without tags');
    expect(
      await refusal(create('other', [...OURS, { Key: 'a', Value: 'b' }])),
    ).toEqual(DENIED);
    expect(
      await refusal(create('other', [{ Key: 'ami-smoke-test:x', Value: '' }])),
    ).toMatchObject({
      message: expect.stringContaining(
        `perform: ec2:CreateTags on resource: arn:aws:ec2:us-east-1:${ACCOUNT}:security-group/*`,
      ),
    });
    expect(
      await refusal(ours.createTags({ Resources: [GroupId], Tags: OURS })),
    ).toEqual(DENIED);
  });

  it('ask for the VPC of a new security group', async () => {
    const { ours } = await start(
      policy(
        allow({
          Action: 'ec2:CreateSecurityGroup',
          Resource: 'arn:aws:ec2:*:*:security-group/*',
        }),
      ),
    );
    expect(
      await refusal(
        ours.createSecurityGroup({ GroupName: 'new', Description: 'x' }),
      ),
    ).toMatchObject({ message: expect.stringContaining(`:vpc/${vpcId}`) });
  });

  it('deny before they allow, and only what they name', async () => {
    const { ours, theirs, client } = await start(
      policy(
        allow({ NotAction: ['ec2:DescribeVpcs'] }),
        {
          Effect: 'Deny',
          Action: 'ec2:RunInstances',
          Resource: 'arn:aws:ec2:*::image/*',
          Condition: { StringNotEquals: { 'ec2:Owner': ACCOUNT } },
        },
        {
          Effect: 'Deny',
          Action: '*',
          NotResource: ['arn:aws:ec2:*:*:instance/*'],
          Condition: {
            StringNotEqualsIfExists: { 'aws:RequestedRegion': 'us-east-1' },
          },
        },
        {
          Effect: 'Deny',
          Action: 'ec2:TerminateInstances',
          Resource: '*',
          Condition: { StringLike: { 'ec2:ResourceTag/keep': 'y?s*' } },
        },
        {
          Effect: 'Deny',
          Action: 'ec2:RunInstances',
          Resource: '*',
          Condition: {
            ArnLike: { 'ec2:Subnet': `arn:aws:ec2:*:*:*/${ANOTHER_SUBNET}` },
          },
        },
      ),
    );
    expect(await refusal(ours.describeVpcs({}))).toEqual(DENIED);
    const amazon = test.local.addImage({
      region: 'us-east-1',
      name: 'of amazon',
      disk: 'quick',
      ownerId: '099720109477',
      ownerAlias: 'amazon',
    });
    expect(
      await refusal(ours.runInstances(launchOf({ ImageId: amazon }))),
    ).toMatchObject({
      message: expect.stringContaining(
        `image/${amazon} with an explicit deny in an identity-based policy`,
      ),
    });
    expect(
      await refusal(ours.runInstances(launchOf({ SubnetId: ANOTHER_SUBNET }))),
    ).toEqual(DENIED);
    expect(
      await refusal(client('AKIDOURS', 'eu-west-1').describeImages({})),
    ).toEqual(DENIED);
    const { Instances: [{ InstanceId = '' }] = [] } = await ours.runInstances(
      launchOf(),
    );
    await theirs.createTags({
      Resources: [InstanceId],
      Tags: [{ Key: 'keep', Value: 'yes, please' }],
    });
    const terminate = () =>
      ours.terminateInstances({ InstanceIds: [InstanceId] });
    expect(await refusal(terminate())).toEqual(DENIED);
    await theirs.deleteTags({
      Resources: [InstanceId],
      Tags: [{ Key: 'keep' }],
    });
    await terminate();
  });

  it('hold for everybody when there are no accounts', async () => {
    test = await startTestEc2({
      policy: policy(allow({ Action: 'ec2:DescribeVpcs' })),
    });
    await test.ec2.describeVpcs({});
    expect(await refusal(test.ec2.describeSubnets({}))).toEqual(DENIED);
  });

  it('are refused when they cannot be judged', async () => {
    const starting = (document: unknown) =>
      startTestEc2({ policy: document as IamPolicyDocument });
    await expect(
      starting(policy(allow({ Action: '*', Resource: 'arn:${PARTITION}:*' }))),
    ).rejects.toThrow(/placeholder.*Statement\[0\]\.Resource/s);
    await expect(
      starting(
        policy(
          allow({
            Action: '*',
            Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
          }),
        ),
      ),
    ).rejects.toThrow(
      /is not known to the local EC2, which knows StringEquals.*Condition\.IpAddress/s,
    );
    await expect(
      starting(policy({ Effect: 'Allow', Resource: '*' })),
    ).rejects.toThrow(/must have either Action or NotAction/);
    await expect(
      startTestEc2({
        policy: policy(allow({ Action: '*' })),
        accounts: { AKID: { accountId: ACCOUNT } },
      }),
    ).rejects.toThrow('The option policy is for callers without accounts');
  });
});
