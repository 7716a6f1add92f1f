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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CallEvent,
  CUT_CONNECTION,
  DEFAULT_ACCOUNT_ID,
  Ec2Error as LocalEc2Error,
  type Interceptor,
  type LocalEc2,
  readJournal,
} from '@ami-smoke-test/local-ec2';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import sharp from 'sharp';
import {
  connect,
  launchRequest,
  REGION,
  startLocalEc2,
  until,
} from './__testUtils__/localEc2';
import { AwsEc2Gateway } from './AwsEc2Gateway';
import type { Ec2 } from './Ec2';
import { isDefiniteRefusal } from './Ec2Error';

const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ8tmbBKtFTuqFjGgXkbfQGC3Dq5Vn1KL6VGSKCCgwC run';

let directory: string;
let local: LocalEc2;
let ec2: Ec2;
let imageId: string;
let interceptor: Interceptor = {};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ami-smoke-test-ec2-'));
  local = await startLocalEc2({
    stateDirectory: directory,
    limits: 'off',
    interceptors: [
      {
        beforeAction: call => interceptor.beforeAction?.(call),
        afterAction: (call, answer) => interceptor.afterAction?.(call, answer),
      },
    ],
  });
  imageId = local.imageIds(REGION).healthy;
  ec2 = connect(local.url);
});

afterEach(() => {
  interceptor = {};
});

afterAll(async () => {
  await local.close();
  await rm(directory, { recursive: true });
});

function calls(action: string): CallEvent[] {
  return readJournal(join(directory, 'journal.jsonl')).filter(
    (event): event is CallEvent =>
      event.type === 'call' && event.action === action,
  );
}

describe('AwsEc2Gateway, on the local EC2', () => {
  it('gives one EC2 for each account and region', () => {
    const gateway = new AwsEc2Gateway({
      credentials: { getCredentialProvider: jest.fn() },
      logger: { warn: () => {} },
    });
    expect(gateway.for('1', REGION)).toBe(gateway.for('1', REGION));
    expect(gateway.for('1', REGION)).not.toBe(gateway.for('2', REGION));
    expect(gateway.for('1', REGION)).not.toBe(gateway.for('1', 'eu-west-1'));
  });

  it('launches, watches and removes an instance', async () => {
    const { instanceId } = await ec2.launch(launchRequest(local, 'whole-life'));
    const running = await until(
      () => ec2.describe(instanceId),
      view => view?.state === 'running',
    );
    expect(running).toEqual(
      expect.objectContaining({
        instanceId,
        publicIp: expect.stringMatching(/^127\./),
        privateIp: expect.any(String),
        availabilityZone: `${REGION}a`,
        volumeIds: [expect.stringMatching(/^vol-/)],
        networkInterfaceIds: [expect.stringMatching(/^eni-/)],
        tags: { [TAGS.run]: 'whole-life' },
      }),
    );
    expect(await ec2.findByClientToken('whole-life')).toEqual([running]);
    expect(await ec2.findByClientToken('another')).toEqual([]);
    expect(['ok', 'initializing']).toContain(await ec2.statusCheck(instanceId));

    const frame = await ec2.screenshot(instanceId);
    expect((await sharp(frame).metadata()).format).toBe('jpeg');
    const log = await until(
      () => ec2.consoleOutput(instanceId, { latest: true }),
      output => output.length > 0,
    );
    expect(log.toString()).toContain('hello console');

    const { volumeIds, networkInterfaceIds } = running!;
    expect(await ec2.existingVolumes([...volumeIds, 'vol-0'])).toEqual(
      volumeIds,
    );
    expect(await ec2.existingNetworkInterfaces(networkInterfaceIds)).toEqual(
      networkInterfaceIds,
    );
    await ec2.terminate(instanceId);
    const terminated = await until(
      () => ec2.describe(instanceId),
      view => view?.state === 'terminated',
    );
    expect(terminated?.stateReason).toMatch(/^Client\.UserInitiatedShutdown/);
    await until(
      () => ec2.existingVolumes(volumeIds),
      left => left.length === 0,
    );
    await until(
      () => ec2.existingNetworkInterfaces(networkInterfaceIds),
      left => left.length === 0,
    );
    expect(calls('RunInstances')[0].userAgent).toContain('ami-smoke-test');
  });

  it('describes together what is asked together; an unknown one is just absent', async () => {
    const { instanceId } = await ec2.launch(launchRequest(local, 'batched'));
    await until(
      () => ec2.describe(instanceId),
      view => view !== undefined,
    );
    const before = calls('DescribeInstances').length;
    const unknown = 'i-00000000000000000';
    const views = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        ec2.describe(index % 2 ? instanceId : unknown),
      ),
    );
    expect(calls('DescribeInstances')).toHaveLength(before + 1);
    expect(views.map(view => view?.instanceId)).toEqual(
      Array.from({ length: 10 }, (_, index) =>
        index % 2 ? instanceId : undefined,
      ),
    );
  });

  it('sends the same launch again when its answer is lost, and gets the same instance', async () => {
    let lost = 2;
    interceptor = {
      afterAction: call =>
        call.action === 'RunInstances' && lost-- > 0
          ? CUT_CONNECTION
          : undefined,
    };
    const { instanceId } = await ec2.launch(
      launchRequest(local, 'lost-answers'),
    );
    const sent = calls('RunInstances').filter(
      call => call.parameters.ClientToken === 'lost-answers',
    );
    expect(sent.map(call => call.status)).toEqual([0, 0, 200]);
    expect(sent[1].parameters).toEqual(sent[0].parameters);
    expect(sent[2].parameters).toEqual(sent[0].parameters);
    const made = await until(
      () => ec2.findByClientToken('lost-answers'),
      found => found.length > 0,
    );
    expect(made.map(view => view.instanceId)).toEqual([instanceId]);
  });

  it('does not take a refusal for the whole answer when the request was sent before', async () => {
    let sends = 0;
    interceptor = {
      beforeAction: ({ action }) => {
        if (action === 'RunInstances') sends += 1;
        if (action === 'RunInstances' && sends > 1) {
          throw new LocalEc2Error('UnauthorizedOperation', 'No more', 403);
        }
      },
      afterAction: ({ action }) =>
        action === 'RunInstances' && sends === 1 ? CUT_CONNECTION : undefined,
    };
    const error = await ec2
      .launch(launchRequest(local, 'lost-then-refused'))
      .catch(thrown => thrown);
    expect(error).toMatchObject({
      errorClass: 'permission',
      code: 'UnauthorizedOperation',
      afterUnanswered: true,
    });
    expect(isDefiniteRefusal(error)).toBe(false);
    // And rightly so: the first request did make an instance.
    expect(
      await until(
        () => ec2.findByClientToken('lost-then-refused'),
        found => found.length > 0,
      ),
    ).toHaveLength(1);
  });

  it('asks whether it may, immediately before each request that changes something', async () => {
    const { instanceId } = await ec2.launch(launchRequest(local, 'guarded'));
    let held = true;
    const guarded = connect(local.url, {
      beforeChange: () => {
        if (!held) throw new Error('Another process has the run');
      },
    });
    await guarded.deleteKeyPair('guarded');
    held = false;
    const terminations = calls('TerminateInstances').length;
    const changes = [
      () => guarded.terminate(instanceId),
      () => guarded.launch(launchRequest(local, 'not-any-more')),
      () =>
        guarded.importKeyPair({
          name: 'not-any-more',
          publicKey: PUBLIC_KEY,
          tags: {},
        }),
      () => guarded.deleteVolume('vol-00000000000000001'),
    ];
    for (const change of changes) {
      await expect(change()).rejects.toThrow('Another process has the run');
    }
    expect(calls('TerminateInstances')).toHaveLength(terminations);
    expect(calls('DeleteVolume')).toEqual([]);
    // To look is no change.
    expect(
      await until(
        () => guarded.describe(instanceId),
        view => view !== undefined,
      ),
    ).toMatchObject({ instanceId });
  });

  it('never repeats a launch that was definitely refused, although AWS says 500 for it', async () => {
    interceptor = {
      beforeAction: ({ action }) => {
        if (action === 'RunInstances') {
          throw new LocalEc2Error(
            'InsufficientInstanceCapacity',
            'We do not have sufficient capacity',
            500,
          );
        }
      },
    };
    await expect(
      ec2.launch(launchRequest(local, 'no-room')),
    ).rejects.toMatchObject({
      name: 'Ec2Error',
      errorClass: 'capacity',
      code: 'InsufficientInstanceCapacity',
      message:
        'RunInstances: InsufficientInstanceCapacity: We do not have sufficient capacity',
    });
    const sent = calls('RunInstances').filter(
      call => call.parameters.ClientToken === 'no-room',
    );
    expect(sent).toHaveLength(1);
  });

  it('refuses to launch something else under the same token', async () => {
    await ec2.launch(launchRequest(local, 'mismatch'));
    await expect(
      ec2.launch({
        ...launchRequest(local, 'mismatch'),
        InstanceType: 't3.small',
      }),
    ).rejects.toMatchObject({ errorClass: 'parameter-mismatch' });
  });

  it('tries again what AWS throttles or breaks', async () => {
    const troubles = [
      new LocalEc2Error('RequestLimitExceeded', 'Request limit exceeded.', 503),
      new LocalEc2Error('InternalError', 'An internal error', 500),
    ];
    interceptor = {
      beforeAction: () => {
        const trouble = troubles.pop();
        if (trouble) throw trouble;
      },
    };
    await expect(ec2.findImage(imageId)).resolves.toMatchObject({ imageId });
    expect(troubles).toEqual([]);
  });

  it('gives a frame up at once when it fails: the series goes on', async () => {
    interceptor = { beforeAction: () => CUT_CONNECTION };
    const before = calls('GetConsoleScreenshot').length;
    await expect(ec2.screenshot('i-00000000000000001')).rejects.toMatchObject({
      errorClass: 'transient',
    });
    expect(calls('GetConsoleScreenshot')).toHaveLength(before + 1);
  });

  it('ends a call that hangs', async () => {
    interceptor = {
      beforeAction: call =>
        new Promise(resolve => {
          call.signal.addEventListener('abort', () => resolve(undefined));
        }),
    };
    await expect(ec2.screenshot('i-00000000000000001')).rejects.toMatchObject({
      errorClass: 'transient',
      code: expect.stringMatching(/^(AbortError|DeadlineExceeded)$/),
    });
  }, 20_000);

  it('knows images', async () => {
    expect(await ec2.findImage(imageId)).toEqual({
      imageId,
      ownerId: DEFAULT_ACCOUNT_ID,
      state: 'available',
      name: 'healthy',
      platform: 'linux',
      architecture: 'x86_64',
      ebsDevices: [{ deviceName: '/dev/xvda', deleteOnTermination: true }],
    });
    expect(await ec2.findImage('ami-00000000000000000')).toBeUndefined();
    await expect(ec2.findImage('ami-malformed')).rejects.toMatchObject({
      errorClass: 'image-invalid',
    });
  });

  it('imports a key pair as often as it is asked to, but only its own', async () => {
    const request = {
      name: 'own',
      publicKey: PUBLIC_KEY,
      tags: { [TAGS.run]: 'run-1' },
    };
    const first = await ec2.importKeyPair(request);
    expect(first.keyPairId).toMatch(/^key-/);
    expect(await ec2.importKeyPair(request)).toEqual(first);
    expect(await ec2.findKeyPair('own')).toEqual(first);
    await expect(
      ec2.importKeyPair({ ...request, tags: { [TAGS.run]: 'run-2' } }),
    ).rejects.toMatchObject({
      errorClass: 'invalid-request',
      message: expect.stringContaining("'own' exists, without this run's tag"),
    });
    await ec2.deleteKeyPair('own');
    await ec2.deleteKeyPair('own');
    expect(await ec2.findKeyPair('own')).toBeUndefined();
  });

  it('does not mind removing what is not there', async () => {
    await ec2.terminate('i-00000000000000002');
    await ec2.deleteVolume('vol-00000000000000002');
    await ec2.deleteNetworkInterface('eni-00000000000000002');
    expect(await ec2.existingVolumes([])).toEqual([]);
  });

  it('believes a refusal to remove something only when that is there', async () => {
    const { instanceId } = await ec2.launch(launchRequest(local, 'protected'));
    const { volumeIds, networkInterfaceIds } = (await until(
      () => ec2.describe(instanceId),
      view => view?.state === 'running',
    ))!;
    await ec2.importKeyPair({
      name: 'protected',
      publicKey: PUBLIC_KEY,
      tags: {},
    });
    interceptor = {
      beforeAction: ({ action }) => {
        if (/^(Delete|Terminate)/.test(action)) {
          throw new LocalEc2Error('UnauthorizedOperation', 'Not allowed', 403);
        }
      },
    };
    await ec2.terminate('i-00000000000000002');
    await ec2.deleteKeyPair('nobodys');
    await ec2.deleteVolume('vol-00000000000000002');
    await ec2.deleteNetworkInterface('eni-00000000000000002');
    const removals = await Promise.allSettled([
      ec2.terminate(instanceId),
      ec2.deleteKeyPair('protected'),
      ec2.deleteVolume(volumeIds[0]),
      ec2.deleteNetworkInterface(networkInterfaceIds[0]),
    ]);
    expect(removals).toEqual(
      removals.map(() => ({
        status: 'rejected',
        reason: expect.objectContaining({ errorClass: 'permission' }),
      })),
    );
  });

  it('tells eventual consistency apart', async () => {
    await expect(
      ec2.consoleOutput('i-00000000000000003', { latest: true }),
    ).rejects.toMatchObject({ errorClass: 'not-found-yet' });
  });

  it('says that an account has no credentials, and where to configure them', async () => {
    const gateway = new AwsEc2Gateway({
      credentials: {
        getCredentialProvider: async () => {
          throw new Error('There is no AWS integration that matches 1.');
        },
      },
      endpoint: local.url,
      logger: { warn: () => {} },
    });
    await expect(
      gateway.for('1', REGION).findImage(imageId),
    ).rejects.toMatchObject({
      errorClass: 'transient',
      message: expect.stringContaining('`aws.accounts`'),
    });
  });

  it('says that EC2 cannot be reached', async () => {
    await expect(
      connect('http://127.0.0.1:9').screenshot('i-00000000000000001'),
    ).rejects.toMatchObject({
      errorClass: 'transient',
      message: expect.stringContaining('ECONNREFUSED 127.0.0.1:9'),
    });
  });
});
