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

import { refusal, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

const UNKNOWN = 'i-0123456789abcdef0';

describe('describing instances', () => {
  let test: TestEc2;
  let ids: string[];
  beforeAll(async () => {
    test = await startTestEc2({ impairedAfterMs: 100 });
    const named = (name: string, image: string) =>
      test.launch(image, {
        ClientToken: `token-${name}`,
        TagSpecifications: [
          {
            ResourceType: 'instance',
            Tags: [
              { Key: 'Name', Value: name },
              { Key: `only-${name}`, Value: '' },
            ],
          },
        ],
      });
    const instances = [
      await named('web-1', 'quick'),
      await named('web-2', 'quick'),
      await named('dead', 'unreachable'),
    ];
    ids = instances.map(({ InstanceId }) => String(InstanceId));
  });
  afterAll(() => test.close());

  async function filtered(name: string, ...values: string[]) {
    const answer = await test.ec2.describeInstances({
      Filters: [{ Name: name, Values: values }],
    });
    return answer.Reservations?.flatMap(({ Instances = [] }) =>
      Instances.map(({ InstanceId }) => InstanceId),
    );
  }

  it('fails the whole call for one unknown id', async () => {
    expect(
      await refusal(
        test.ec2.describeInstances({ InstanceIds: [ids[0], UNKNOWN] }),
      ),
    ).toEqual({
      code: 'InvalidInstanceID.NotFound',
      message: `The instance ID '${UNKNOWN}' does not exist`,
    });
    expect(
      await refusal(
        test.ec2.describeInstances({ InstanceIds: ['i-nonsense'] }),
      ),
    ).toMatchObject({ code: 'InvalidInstanceID.Malformed' });
  });

  it('leaves unknown ids out when they are filtered for', async () => {
    expect(await filtered('instance-id', ids[1], UNKNOWN)).toEqual([ids[1]]);
  });

  it('filters by state, token, image, tags and wildcards', async () => {
    expect(await filtered('instance-state-name', 'running')).toEqual(ids);
    expect(await filtered('instance-state-name', 'stopped')).toEqual([]);
    expect(await filtered('client-token', 'token-web-2')).toEqual([ids[1]]);
    expect(await filtered('image-id', test.imageIds.unreachable)).toEqual([
      ids[2],
    ]);
    expect(await filtered('tag:Name', 'web-*')).toEqual([ids[0], ids[1]]);
    expect(await filtered('tag:Name', 'web-?')).toEqual([ids[0], ids[1]]);
    expect(await filtered('tag:Name', 'web-')).toEqual([]);
    expect(await filtered('tag:name', 'web-1')).toEqual([]);
    expect(await filtered('tag-key', 'only-dead')).toEqual([ids[2]]);
    const both = await test.ec2.describeInstances({
      Filters: [
        { Name: 'tag:Name', Values: ['web-1', 'dead'] },
        { Name: 'image-id', Values: [test.imageIds.quick] },
      ],
    });
    expect(both.Reservations).toHaveLength(1);
  });

  it('refuses a filter that does not exist', async () => {
    expect(await refusal(filtered('instance-colour', 'red'))).toEqual({
      code: 'InvalidParameterValue',
      message: "The filter 'instance-colour' is invalid",
    });
  });

  it('refuses more than 200 filter values', async () => {
    const many = Array.from({ length: 201 }, () => UNKNOWN);
    expect(await refusal(filtered('instance-id', ...many))).toMatchObject({
      code: 'FilterLimitExceeded',
    });
    expect(await filtered('instance-id', ...many.slice(1))).toEqual([]);
  });

  it('pages with MaxResults and NextToken', async () => {
    const more = await Promise.all(
      Array.from({ length: 4 }, () => test.launch()),
    );
    const seen: Array<string | undefined> = [];
    const sizes: number[] = [];
    let token: string | undefined;
    do {
      const answer = await test.ec2.describeInstances({
        MaxResults: 5,
        NextToken: token,
      });
      const page = answer.Reservations?.flatMap(
        ({ Instances = [] }) => Instances,
      ).map(({ InstanceId }) => InstanceId);
      seen.push(...(page ?? []));
      sizes.push(page?.length ?? 0);
      token = answer.NextToken;
    } while (token);
    expect(sizes).toEqual([5, 2]);
    expect(new Set(seen)).toEqual(
      new Set([...ids, ...more.map(({ InstanceId }) => InstanceId)]),
    );
    expect(
      await refusal(test.ec2.describeInstances({ NextToken: 'nonsense' })),
    ).toMatchObject({ code: 'InvalidNextToken' });
    expect(
      await refusal(
        test.ec2.describeInstances({ InstanceIds: ids, MaxResults: 5 }),
      ),
    ).toMatchObject({ code: 'InvalidParameterCombination' });
    expect(
      await refusal(test.ec2.describeInstances({ MaxResults: 4 })),
    ).toMatchObject({ code: 'InvalidParameterValue' });
  });

  it('tells by its network whether an instance is reachable', async () => {
    const { InstanceStatuses } = await test.ec2.describeInstanceStatus({
      InstanceIds: [ids[0], ids[2]],
    });
    expect(
      InstanceStatuses?.map(({ InstanceStatus }) => InstanceStatus?.Status),
    ).toEqual(['ok', 'impaired']);
    const impaired = await test.ec2.describeInstanceStatus({
      Filters: [{ Name: 'instance-status.status', Values: ['impaired'] }],
    });
    expect(
      impaired.InstanceStatuses?.map(({ InstanceId }) => InstanceId),
    ).toEqual([ids[2]]);
  });

  it('describes the status of stopped instances only when asked for all', async () => {
    const { InstanceId: id } = await test.launch();
    await test.ec2.stopInstances({ InstanceIds: [String(id)] });
    await test.reaches(String(id), 'stopped');
    const running = await test.ec2.describeInstanceStatus({
      InstanceIds: [String(id)],
    });
    expect(running.InstanceStatuses).toEqual([]);
    const all = await test.ec2.describeInstanceStatus({
      InstanceIds: [String(id)],
      IncludeAllInstances: true,
    });
    expect(all.InstanceStatuses?.[0].InstanceStatus?.Status).toBe(
      'not-applicable',
    );
  });

  it('describes instance types and where they are offered', async () => {
    const { InstanceTypes } = await test.ec2.describeInstanceTypes({
      InstanceTypes: ['t3.micro', 't4g.micro'],
    });
    expect(
      InstanceTypes?.map(({ MemoryInfo, ProcessorInfo, Hypervisor }) => [
        MemoryInfo?.SizeInMiB,
        ProcessorInfo?.SupportedArchitectures,
        Hypervisor,
      ]),
    ).toEqual([
      [1024, ['x86_64'], 'nitro'],
      [1024, ['arm64'], 'nitro'],
    ]);
    const offerings = await test.ec2.describeInstanceTypeOfferings({
      LocationType: 'availability-zone',
      Filters: [{ Name: 'instance-type', Values: ['t3.micro'] }],
    });
    expect(
      offerings.InstanceTypeOfferings?.map(({ Location }) => Location),
    ).toEqual(['us-east-1a', 'us-east-1b']);
    expect(
      await refusal(
        test.client().describeInstanceTypes({
          InstanceTypes: ['x9.huge' as 't3.micro'],
        }),
      ),
    ).toMatchObject({ code: 'InvalidInstanceType' });
  });
});
