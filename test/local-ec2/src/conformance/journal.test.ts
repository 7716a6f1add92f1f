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

import { appendFileSync } from 'fs';
import {
  launchedTwice,
  readJournal,
  RUN_TAG,
  serviceAnsweredAfterLaunchMs,
  whatIsLeft,
} from '..';
import {
  eventually,
  PORT,
  SCRIPTS,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';

describe('journal', () => {
  let test: TestEc2;
  beforeEach(async () => {
    test = await startTestEc2({
      scripts: {
        ...SCRIPTS,
        slow: {
          network: [{ atMs: 0, up: true }],
          ports: {
            [PORT]: [
              {
                atMs: 200,
                state: 'open',
                http: {
                  '/health': { delayMs: 100 },
                  '/broken': { status: 500 },
                },
              },
            ],
          },
        },
        broken: {
          network: [{ atMs: 0, up: true }],
          ports: {
            [PORT]: [
              { atMs: 0, state: 'open', http: { '/health': { status: 503 } } },
            ],
          },
        },
      },
    });
  });
  afterEach(() => test.close());

  const events = () => readJournal(test.local.journal.path);
  const tagged = (run: string) => ({
    TagSpecifications: [
      {
        ResourceType: 'instance' as const,
        Tags: [{ Key: RUN_TAG, Value: run }],
      },
    ],
  });

  it('tells what was made and is left', async () => {
    const before = new Date();
    expect(whatIsLeft(events())).toEqual([]);
    const instance = await test.launch('quick', {
      ...tagged('run-1'),
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/sdf',
          Ebs: { VolumeSize: 1, DeleteOnTermination: false },
        },
      ],
    });
    await test.ec2.createKeyPair({ KeyName: 'k', KeyType: 'ed25519' });
    const { GroupId } = await test.ec2.createSecurityGroup({
      GroupName: 'g',
      Description: 'd',
    });
    const kinds = () =>
      whatIsLeft(events())
        .map(({ kind }) => kind)
        .sort();
    expect(kinds()).toEqual([
      'instance',
      'key-pair',
      'network-interface',
      'security-group',
      'volume',
      'volume',
    ]);
    expect(
      whatIsLeft(events()).find(({ kind }) => kind === 'instance'),
    ).toMatchObject({
      id: instance.InstanceId,
      account: '123456789012',
      region: 'us-east-1',
      state: 'running',
      tags: { [RUN_TAG]: 'run-1' },
    });

    await test.ec2.terminateInstances({
      InstanceIds: [String(instance.InstanceId)],
    });
    await test.reaches(String(instance.InstanceId), 'terminated');
    await test.ec2.deleteKeyPair({ KeyName: 'k' });
    await test.ec2.deleteSecurityGroup({ GroupId });
    expect(kinds()).toEqual(['volume']);
    expect(whatIsLeft(events(), { since: new Date() })).toEqual([]);
    expect(whatIsLeft(events(), { since: before })).toHaveLength(1);
    expect(
      whatIsLeft(events(), { ignore: ({ kind }) => kind === 'volume' }),
    ).toEqual([]);
  });

  it('tells what was launched twice', async () => {
    const request = { ClientToken: 'token', ...tagged('run-1') };
    await test.launch('quick', request);
    await test.launch('quick', request);
    await test.launch('quick', { MaxCount: 2, ClientToken: 'two-at-once' });
    expect(launchedTwice(events())).toEqual([]);

    const again = await test.launch('quick', tagged('run-1'));
    expect(launchedTwice(events())).toMatchObject([
      {
        account: '123456789012',
        region: 'us-east-1',
        by: 'run-tag',
        value: 'run-1',
        instanceIds: [expect.any(String), again.InstanceId],
      },
    ]);

    const group = async (GroupName: string, run: string) => {
      const { GroupId } = await test.ec2.createSecurityGroup({
        GroupName,
        Description: 'd',
        TagSpecifications: [
          {
            ResourceType: 'security-group',
            Tags: [{ Key: RUN_TAG, Value: run }],
          },
        ],
      });
      return GroupId;
    };
    await group('of-run-1', 'run-1');
    const groups = [await group('a', 'run-2'), await group('b', 'run-2')];
    expect(launchedTwice(events()).slice(1)).toMatchObject([
      { kind: 'security-group', value: 'run-2', instanceIds: groups },
    ]);
  });

  it('tells when the service first answered, counted from the launch', async () => {
    const { InstanceId: slow = '' } = await test.launch('slow');
    const { InstanceId: broken = '' } = await test.launch('broken');
    const answered = await eventually(async () => {
      const ms = serviceAnsweredAfterLaunchMs(events(), slow);
      expect(ms).toBeDefined();
      return Number(ms);
    });
    expect(answered).toBeGreaterThanOrEqual(299);
    expect(serviceAnsweredAfterLaunchMs(events(), broken)).toBeUndefined();
    expect(serviceAnsweredAfterLaunchMs(events(), 'i-none')).toBeUndefined();
  });

  it('holds every call with its caller and its answer', async () => {
    await test.ec2.describeImages({ Owners: ['self'] });
    await test.ec2
      .describeInstances({ InstanceIds: ['i-nonsense'] })
      .catch(() => {});
    expect(events().filter(({ type }) => type === 'call')).toMatchObject([
      {
        action: 'DescribeImages',
        account: '123456789012',
        caller: 'AKIDTEST',
        accessKeyId: 'AKIDTEST',
        region: 'us-east-1',
        userAgent: expect.stringContaining('aws-sdk-js'),
        parameters: { 'Owner.1': 'self' },
        status: 200,
        durationMs: expect.any(Number),
      },
      {
        action: 'DescribeInstances',
        status: 400,
        errorCode: 'InvalidInstanceID.Malformed',
        errorMessage: 'Invalid id: "i-nonsense"',
      },
    ]);
  });

  it('holds every state of an instance, in order', async () => {
    const { InstanceId: id = '' } = await test.launch('powers-off', {
      InstanceInitiatedShutdownBehavior: 'terminate',
    });
    await test.reaches(id, 'terminated');
    const states = events().flatMap(event =>
      event.type === 'life' && event.id === id ? [event.state] : [],
    );
    expect(states).toEqual([
      'pending',
      'running',
      'shutting-down',
      'terminated',
    ]);
  });

  it('is only added to, by one local EC2 after another', async () => {
    await test.launch('quick', tagged('left-by-the-first'));
    const path = test.local.journal.path;
    const first = events();
    await test.local.close();
    const second = await startTestEc2({ journalPath: path });
    try {
      const all = readJournal(path);
      expect(all.slice(0, first.length)).toEqual(first);
      expect(all.filter(({ type }) => type === 'started')).toHaveLength(2);
      expect(
        whatIsLeft(all).find(({ kind }) => kind === 'instance')?.tags,
      ).toEqual({ [RUN_TAG]: 'left-by-the-first' });
    } finally {
      await second.close();
    }
  });

  it('is read without the line that is being written', async () => {
    const whole = events();
    appendFileSync(test.local.journal.path, '{"type":"call","at":"20');
    expect(events()).toEqual(whole);
    appendFileSync(test.local.journal.path, '\n');
    expect(events).toThrow(
      `${test.local.journal.path}:${whole.length + 1}: not a JSON line`,
    );
  });
});
