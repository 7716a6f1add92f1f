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
import { Ec2Error, readJournal, SsmError } from '..';
import {
  eventually,
  refusal,
  startTestEc2,
  TestEc2,
} from '../__testUtils__/localEc2';

describe('calls of Parameter Store and of images', () => {
  let test: TestEc2;
  let ssm: SSM;
  const failing = new Map<string, Error>();
  beforeAll(async () => {
    test = await startTestEc2({
      interceptors: [
        {
          beforeAction({ action }) {
            const error = failing.get(action);
            if (error) throw error;
          },
        },
      ],
    });
    ssm = test.ssm();
  });
  afterEach(() => {
    failing.clear();
    test.local.setFaults({});
  });
  afterAll(() => test.close());

  const put = (Name: string, Value: string, abortSignal?: AbortSignal) =>
    ssm.putParameter(
      { Name, Value, Type: 'String', Overwrite: true },
      { abortSignal },
    );
  const value = async (Name: string) =>
    (await ssm.getParameter({ Name })).Parameter?.Value;

  it('are held before their effect, one of them and no other', async () => {
    await put('/held', 'before');
    const hold = test.local.hold(
      ({ service, action, parameters }) =>
        service === 'ssm' &&
        action === 'PutParameter' &&
        parameters.Name === '/held',
    );
    const frozen = put('/held', 'after');
    await hold.reached();
    expect(hold.calls).toMatchObject([
      { action: 'PutParameter', parameters: { Value: 'after' } },
    ]);
    await put('/free', 'goes on');
    expect(await value('/held')).toBe('before');
    hold.release();
    expect(await frozen).toMatchObject({ Version: 2 });
    expect(await value('/held')).toBe('after');
    expect(hold.calls).toEqual([]);
    await put('/held', 'not held any more');
  });

  it('have their effect when they are released, though their client has gone', async () => {
    await put('/gone', 'before');
    const hold = test.local.hold(
      ({ action, parameters }) =>
        (action === 'PutParameter' && parameters.Name === '/gone') ||
        action === 'CreateTags',
    );
    const client = new AbortController();
    const abandoned = [
      put('/gone', 'late', client.signal),
      test.ec2.createTags(
        {
          Resources: [test.imageIds.quick],
          Tags: [{ Key: 'late', Value: 'yes' }],
        },
        { abortSignal: client.signal },
      ),
    ].map(call => refusal(call));
    await hold.reached(2);
    client.abort();
    for (const call of abandoned) {
      expect((await call).code).toBe('AbortError');
    }
    await eventually(async () =>
      expect(hold.calls.every(({ signal }) => signal.aborted)).toBe(true),
    );
    expect(await value('/gone')).toBe('before');
    hold.release();
    await eventually(async () => expect(await value('/gone')).toBe('late'));
    await eventually(async () => {
      const { Images } = await test.ec2.describeImages({
        Filters: [{ Name: 'tag:late', Values: ['yes'] }],
      });
      expect(Images).toHaveLength(1);
    });
  });

  it('are never done when the local EC2 ends while it holds them', async () => {
    const other = await startTestEc2();
    const hold = other.local.hold(() => true);
    const held = refusal(
      other.ssm().putParameter({ Name: '/x', Value: 'x', Type: 'String' }),
    );
    await hold.reached();
    const { path } = other.local.journal;
    await other.local.close();
    await held;
    expect(
      readJournal(path).filter(
        event => event.type === 'life' && event.kind === 'parameter',
      ),
    ).toEqual([]);
    await other.close();
  });

  it('go wrong by the name of their action', async () => {
    await put('/a', 'x');
    test.local.setFaults({
      calls: [
        { actions: ['GetParameter'], nth: [1], do: { throttle: true } },
        { actions: ['PutParameter'], nth: [1], do: { reset: 'after' } },
        { actions: ['DeleteParameter'], do: { hang: 'before', ms: 20 } },
        {
          actions: ['GetParameters'],
          do: { error: { code: 'InternalServerError' } },
        },
        {
          actions: ['GetParameterHistory'],
          do: { error: { code: 'TooManyUpdates', status: 400, when: 'after' } },
        },
        { actions: ['DescribeParameters'], do: { delayMs: 30 } },
      ],
    });
    expect(await refusal(ssm.getParameter({ Name: '/a' }))).toEqual({
      code: 'ThrottlingException',
      message: 'Rate exceeded',
    });
    await refusal(put('/a', 'y'));
    expect(await value('/a')).toBe('y');
    await refusal(ssm.deleteParameter({ Name: '/a' }));
    expect(await value('/a')).toBe('y');
    expect((await refusal(ssm.getParameters({ Names: ['/a'] }))).code).toBe(
      'InternalServerError',
    );
    expect((await refusal(ssm.getParameterHistory({ Name: '/a' }))).code).toBe(
      'TooManyUpdates',
    );
    await ssm.describeParameters({});
    expect(
      readJournal(test.local.journal.path).flatMap(event =>
        event.type === 'call' && event.faults ? event.faults : [],
      ),
    ).toEqual(['throttle', 'reset', 'hang', 'error', 'error', 'delayMs']);
  });

  it('go wrong for one parameter, or for one image', async () => {
    const { quick, unreachable } = test.imageIds;
    test.local.setFaults({
      calls: [
        {
          parameters: ['/one'],
          do: { error: { code: 'InternalServerError' } },
        },
        {
          imageIds: [quick],
          do: { error: { code: 'Unavailable', status: 503 } },
        },
      ],
    });
    const code = async (call: Promise<unknown>) =>
      call.then(
        () => 'ok',
        (error: Error) => error.name,
      );
    expect(await code(put('/one', 'x'))).toBe('InternalServerError');
    expect(await code(ssm.getParameter({ Name: '/one:1' }))).toBe(
      'InternalServerError',
    );
    expect(
      await code(
        ssm.addTagsToResource({
          ResourceType: 'Parameter',
          ResourceId: '/one',
          Tags: [{ Key: 'a', Value: 'b' }],
        }),
      ),
    ).toBe('InternalServerError');
    expect(await code(put('/two', unreachable))).toBe('ok');
    expect(await code(put('/two', quick))).toBe('Unavailable');
    const retire = (ImageId: string) => [
      code(
        test.ec2.createTags({
          Resources: [ImageId],
          Tags: [{ Key: 'a', Value: 'b' }],
        }),
      ),
      code(
        test.ec2.modifyImageAttribute({ ImageId, Description: { Value: 'x' } }),
      ),
      code(test.ec2.disableImage({ ImageId })),
    ];
    expect(await Promise.all(retire(quick))).toEqual([
      'Unavailable',
      'Unavailable',
      'Unavailable',
    ]);
    expect(await Promise.all(retire(unreachable))).toEqual(['ok', 'ok', 'ok']);
  });

  it('are failed by interceptors in the words of either service', async () => {
    failing.set('GetParameter', new SsmError('TooManyUpdates', 'busy'));
    failing.set('GetParameters', new Ec2Error('InternalError', 'broken', 500));
    failing.set('DescribeImages', new Ec2Error('Busy', 'busy', 503));
    expect(await refusal(ssm.getParameter({ Name: '/a' }))).toEqual({
      code: 'TooManyUpdates',
      message: 'busy',
    });
    expect((await refusal(ssm.getParameters({ Names: ['/a'] }))).code).toBe(
      'InternalServerError',
    );
    expect((await refusal(test.ec2.describeImages({}))).code).toBe('Busy');
  });
});
