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

import { STS } from '@aws-sdk/client-sts';
import { refusal, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

describe('the caller identity', () => {
  let test: TestEc2;
  let sts: STS;
  beforeEach(async () => {
    test = await startTestEc2({
      accounts: {
        AKIDTEST: {
          accountId: '999999999999',
          name: 'theirs',
          policy: {
            Version: '2012-10-17',
            Statement: { Effect: 'Deny', Action: '*', Resource: '*' },
          },
        },
      },
    });
    sts = new STS({
      endpoint: test.local.url,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'x' },
      maxAttempts: 1,
    });
  });
  afterEach(async () => {
    sts.destroy();
    await test.close();
  });

  it('is that of the access key, and needs no permission', async () => {
    expect(await sts.getCallerIdentity({})).toMatchObject({
      Account: '999999999999',
      Arn: 'arn:aws:iam::999999999999:user/theirs',
      UserId: 'AKIDTEST',
    });
  });

  it('is all that STS is asked here', async () => {
    expect(await refusal(sts.getSessionToken({}))).toMatchObject({
      code: 'InvalidAction',
    });
    test.local.setFaults({
      calls: [{ actions: ['GetCallerIdentity'], do: { throttle: true } }],
    });
    expect((await refusal(sts.getCallerIdentity({}))).code).toMatch(
      /RequestLimitExceeded|Throttling/,
    );
  });
});
