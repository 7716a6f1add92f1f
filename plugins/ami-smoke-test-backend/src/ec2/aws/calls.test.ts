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

import {
  CUT_CONNECTION,
  Ec2Error as LocalEc2Error,
} from '@ami-smoke-test/local-ec2';
import { until } from '../../__testUtils__/until';
import { useLocalEc2 } from '../__testUtils__/localEc2';
import { isDefiniteRefusal } from '../Ec2Error';

const local = useLocalEc2();

describe('calls to EC2, when it is troubled', () => {
  it('sends the same launch again when its answer is lost, and gets the same instance', async () => {
    let lost = 2;
    local.interceptor = {
      afterAction: call =>
        call.action === 'RunInstances' && lost-- > 0
          ? CUT_CONNECTION
          : undefined,
    };
    const { instanceId } = await local.ec2.launch(
      local.launchRequest('lost-answers'),
    );
    const sent = local
      .calls('RunInstances')
      .filter(call => call.parameters.ClientToken === 'lost-answers');
    expect(sent.map(call => call.status)).toEqual([0, 0, 200]);
    expect(sent[1].parameters).toEqual(sent[0].parameters);
    expect(sent[2].parameters).toEqual(sent[0].parameters);
    const made = await until(
      () => local.ec2.findByClientToken('lost-answers'),
      found => found.length > 0,
    );
    expect(made.map(view => view.instanceId)).toEqual([instanceId]);
  });

  it('does not take a refusal for the whole answer when the request was sent before', async () => {
    let sends = 0;
    local.interceptor = {
      beforeAction: ({ action }) => {
        if (action === 'RunInstances') sends += 1;
        if (action === 'RunInstances' && sends > 1) {
          throw new LocalEc2Error('UnauthorizedOperation', 'No more', 403);
        }
      },
      afterAction: ({ action }) =>
        action === 'RunInstances' && sends === 1 ? CUT_CONNECTION : undefined,
    };
    const error = await local.ec2
      .launch(local.launchRequest('lost-then-refused'))
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
        () => local.ec2.findByClientToken('lost-then-refused'),
        found => found.length > 0,
      ),
    ).toHaveLength(1);
  });

  it('never repeats a launch that was definitely refused, although AWS says 500 for it', async () => {
    local.interceptor = {
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
      local.ec2.launch(local.launchRequest('no-room')),
    ).rejects.toMatchObject({
      name: 'Ec2Error',
      errorClass: 'capacity',
      code: 'InsufficientInstanceCapacity',
      message:
        'RunInstances: InsufficientInstanceCapacity: We do not have sufficient capacity',
    });
    const sent = local
      .calls('RunInstances')
      .filter(call => call.parameters.ClientToken === 'no-room');
    expect(sent).toHaveLength(1);
  });

  it('refuses to launch something else under the same token', async () => {
    await local.ec2.launch(local.launchRequest('mismatch'));
    await expect(
      local.ec2.launch({
        ...local.launchRequest('mismatch'),
        InstanceType: 't3.small',
      }),
    ).rejects.toMatchObject({ errorClass: 'parameter-mismatch' });
  });

  it('tries again what AWS throttles or breaks', async () => {
    const troubles = [
      new LocalEc2Error('RequestLimitExceeded', 'Request limit exceeded.', 503),
      new LocalEc2Error('InternalError', 'An internal error', 500),
    ];
    local.interceptor = {
      beforeAction: () => {
        const trouble = troubles.pop();
        if (trouble) throw trouble;
      },
    };
    await expect(local.ec2.findImage(local.imageId)).resolves.toMatchObject({
      imageId: local.imageId,
    });
    expect(troubles).toEqual([]);
  });

  it('gives a frame up at once when it fails: the series goes on', async () => {
    local.interceptor = { beforeAction: () => CUT_CONNECTION };
    const before = local.calls('GetConsoleScreenshot').length;
    await expect(
      local.ec2.screenshot('i-00000000000000001'),
    ).rejects.toMatchObject({
      errorClass: 'transient',
    });
    expect(local.calls('GetConsoleScreenshot')).toHaveLength(before + 1);
  });

  it('ends a call that hangs', async () => {
    local.interceptor = {
      beforeAction: call =>
        new Promise(resolve => {
          call.signal.addEventListener('abort', () => resolve(undefined));
        }),
    };
    await expect(
      local.ec2.screenshot('i-00000000000000001'),
    ).rejects.toMatchObject({
      errorClass: 'transient',
      code: expect.stringMatching(/^(AbortError|DeadlineExceeded)$/),
    });
  }, 20_000);

  it('tells eventual consistency apart', async () => {
    await expect(
      local.ec2.consoleOutput('i-00000000000000003', { latest: true }),
    ).rejects.toMatchObject({ errorClass: 'not-found-yet' });
  });
});
