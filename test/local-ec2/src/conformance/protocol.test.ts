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

import { once } from 'events';
import { readFileSync } from 'fs';
import { CUT_CONNECTION, Ec2Error, InterceptedCall, readJournal } from '..';
import { refusal, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

const ACCOUNTS = {
  AKIDONE: {
    accountId: '111111111111',
    name: 'one',
    secretAccessKey: 'first secret',
  },
  AKIDTWO: { accountId: '222222222222', name: 'two' },
};

describe('protocol', () => {
  let test: TestEc2;
  afterEach(() => test?.close());

  const as = (accessKeyId: string, secretAccessKey: string) =>
    test.client({ credentials: { accessKeyId, secretAccessKey } });

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(test.local.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body,
    });

  const authorization = (service = 'ec2', region = 'us-east-1') =>
    `AWS4-HMAC-SHA256 Credential=AKIDTEST/20260101/${region}/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff`;

  it('refuses requests that are not signed', async () => {
    test = await startTestEc2();
    const answer = await post('Action=DescribeInstances');
    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<Response><Errors><Error><Code>MissingAuthenticationToken<\/Code><Message>.+<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
    );
    const incomplete = await post('Action=DescribeInstances', {
      authorization: 'AWS4-HMAC-SHA256 Credential=AKID',
    });
    expect(await incomplete.text()).toContain('IncompleteSignature');
    const forS3 = await post('Action=DescribeInstances', {
      authorization: authorization('s3'),
    });
    expect(forS3.status).toBe(401);
    expect(await forS3.text()).toContain('AuthFailure');
    const nowhere = await post('Action=DescribeInstances', {
      authorization: authorization('ec2', 'us-nowhere-1'),
    });
    expect(await nowhere.text()).toContain('AuthFailure');
  });

  it('answers XML in the namespace of 2016-11-15, to GET as to POST', async () => {
    test = await startTestEc2();
    const answers = [
      await post('Action=DescribeVpcs&Version=2016-11-15', {
        authorization: authorization(),
      }),
      await fetch(`${test.local.url}/?Action=DescribeVpcs&Version=2016-11-15`, {
        headers: { authorization: authorization() },
      }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/xml;charset=UTF-8');
      const text = await answer.text();
      expect(text).toContain(
        '<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>',
      );
      expect(text).toContain(
        `<requestId>${answer.headers.get('x-amzn-requestid')}</requestId>`,
      );
      expect(text).toContain('<vpcSet><item><vpcId>vpc-0');
    }
  });

  it('names an action or a parameter that it does not know', async () => {
    test = await startTestEc2();
    const signed = { authorization: authorization() };
    const refused = async (body: string) => (await post(body, signed)).text();
    expect(await refused('Action=LaunchRocket')).toContain(
      '<Code>InvalidAction</Code><Message>The action LaunchRocket is not valid for this web service.</Message>',
    );
    expect(await refused('Version=2016-11-15')).toContain('MissingParameter');
    expect(await refused('Action=DescribeInstances&Colour=red')).toContain(
      '<Code>UnknownParameter</Code><Message>The parameter Colour is not recognized</Message>',
    );
    expect(
      await refused('Action=DescribeInstances&IncludeDeleted=%00'),
    ).toContain('InvalidCharacter');
    expect(await refused('Action=DescribeInstances&MaxResults=many')).toContain(
      'Value (many) for parameter MaxResults is invalid.',
    );
    expect((await post('x'.repeat(1024 * 1024 + 1), signed)).status).toBe(413);
  });

  it('verifies signatures when it knows the secret', async () => {
    test = await startTestEc2({ accounts: ACCOUNTS });
    await as('AKIDONE', 'first secret').describeInstances({});
    await as('AKIDONE', 'first secret').describeImages({
      Filters: [{ Name: 'tag:a b', Values: ['ü & +/='] }],
    });
    expect(
      await refusal(as('AKIDONE', 'another').describeInstances({})),
    ).toMatchObject({ code: 'SignatureDoesNotMatch' });
    await as('AKIDTWO', 'whatever').describeInstances({});
    expect(
      await refusal(as('AKIDNOBODY', 'x').describeInstances({})),
    ).toMatchObject({ code: 'AuthFailure' });
    const late = test.client({
      credentials: { accessKeyId: 'AKIDONE', secretAccessKey: 'first secret' },
      systemClockOffset: -10 * 60_000,
    });
    expect(await refusal(late.describeInstances({}))).toMatchObject({
      code: 'RequestExpired',
    });
  });

  it('keeps accounts apart', async () => {
    test = await startTestEc2({ accounts: ACCOUNTS });
    const [one, two] = [as('AKIDONE', 'first secret'), as('AKIDTWO', 'x')];
    await one.createKeyPair({ KeyName: 'mine', KeyType: 'ed25519' });
    expect((await one.describeKeyPairs({})).KeyPairs).toHaveLength(1);
    expect((await two.describeKeyPairs({})).KeyPairs).toEqual([]);
    const calls = readJournal(test.local.journal.path).filter(
      event => event.type === 'call',
    );
    expect(calls.map(({ account, caller }) => [account, caller])).toEqual([
      ['111111111111', 'one'],
      ['111111111111', 'one'],
      ['222222222222', 'two'],
    ]);
  });

  describe('request limits', () => {
    let now: number;
    const start = async (limits: 'aws' | 'off' = 'aws') => {
      now = Date.now();
      test = await startTestEc2({ limits, now: () => new Date(now) });
    };
    /** How many of the calls are answered, when they come in the same moment. */
    async function answered(
      count: number,
      call: () => Promise<unknown>,
    ): Promise<number> {
      let successes = 0;
      for (let index = 0; index < count; index++) {
        const code = await call().then(
          () => undefined,
          (error: Error) => error.name,
        );
        if (code === undefined) successes++;
        else expect(code).toBe('RequestLimitExceeded');
      }
      return successes;
    }

    it('throttles each action by its bucket, which fills again', async () => {
      await start();
      const launch = () =>
        test.ec2.runInstances({
          ImageId: test.imageIds.quick,
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: 1,
        });
      expect(await answered(7, launch)).toBe(5);
      now += 1000;
      expect(await answered(4, launch)).toBe(2);
      const { Reservations } = await test.ec2.describeInstances({});
      const id = String(Reservations?.[0].Instances?.[0].InstanceId);
      const screenshot = () =>
        test.ec2.getConsoleScreenshot({ InstanceId: id });
      await test.reaches(id, 'running');
      expect(await answered(102, screenshot)).toBe(100);
      now += 1000;
      expect(await answered(22, screenshot)).toBe(20);
    });

    it('throttles calls that ask for everything sooner', async () => {
      await start();
      expect(await answered(52, () => test.ec2.describeInstances({}))).toBe(50);
      const paged = () => test.ec2.describeInstances({ MaxResults: 5 });
      expect(await answered(102, paged)).toBe(100);
    });

    it('throttles each account and region for itself', async () => {
      await start();
      const key = () => test.ec2.deleteKeyPair({ KeyName: 'none' });
      expect(await answered(51, key)).toBe(50);
      const elsewhere = test.client({ region: 'eu-west-1' });
      await elsewhere.deleteKeyPair({ KeyName: 'none' });
      const response = await refusal(key());
      expect(response).toEqual({
        code: 'RequestLimitExceeded',
        message: 'Request limit exceeded.',
      });
    });

    it('counts the instances that are asked for, too', async () => {
      await start();
      const many = (count: number) =>
        test.ec2.runInstances({
          ImageId: test.imageIds.quick,
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: count,
          DryRun: true,
        });
      expect((await refusal(many(999))).code).toBe('DryRunOperation');
      expect((await refusal(many(2))).code).toBe('RequestLimitExceeded');
      expect((await refusal(many(1))).code).toBe('DryRunOperation');
    });

    it('does not throttle when it is told not to', async () => {
      await start('off');
      expect(await answered(120, () => test.ec2.describeInstances({}))).toBe(
        120,
      );
    });
  });

  it('lets calls fail, hang, be cut off, and lose their answers', async () => {
    const seen: InterceptedCall[] = [];
    let released = () => {};
    const hanging = new Promise<void>(resolve => {
      released = resolve;
    });
    test = await startTestEc2({
      interceptors: [
        {
          async beforeAction(call) {
            seen.push(call);
            if (call.action === 'DescribeVpcs') {
              throw new Ec2Error('InternalError', 'as ordered', 500);
            }
            if (call.action === 'DescribeSubnets') return CUT_CONNECTION;
            if (call.action === 'CreateSecurityGroup') {
              await once(call.signal, 'abort');
              released();
            }
            return undefined;
          },
          afterAction: ({ action }) =>
            action === 'CreateKeyPair' ? CUT_CONNECTION : undefined,
        },
      ],
    });
    expect(await refusal(test.ec2.describeVpcs({}))).toEqual({
      code: 'InternalError',
      message: 'as ordered',
    });
    expect((await refusal(test.ec2.describeSubnets({}))).message).toMatch(
      /ECONNRESET|socket hang up/,
    );
    const impatient = new AbortController();
    const hung = refusal(
      test.ec2.createSecurityGroup(
        { GroupName: 'never-made', Description: 'x' },
        { abortSignal: impatient.signal },
      ),
    );
    setTimeout(() => impatient.abort(), 50);
    expect((await hung).code).toBe('AbortError');
    await hanging;
    const { SecurityGroups } = await test.ec2.describeSecurityGroups({});
    expect(SecurityGroups?.map(({ GroupName }) => GroupName)).toEqual([
      'default',
    ]);

    await refusal(test.ec2.createKeyPair({ KeyName: 'made-all-the-same' }));
    const { KeyPairs } = await test.ec2.describeKeyPairs({});
    expect(KeyPairs?.map(({ KeyName }) => KeyName)).toEqual([
      'made-all-the-same',
    ]);
    expect(seen[0]).toMatchObject({
      action: 'DescribeVpcs',
      region: 'us-east-1',
      accountId: '123456789012',
      accessKeyId: 'AKIDTEST',
    });
    const cut = readJournal(test.local.journal.path).filter(
      event => event.type === 'call' && event.status === 0,
    );
    expect(cut).toHaveLength(3);
  });

  it('writes no user data and no key material to the journal', async () => {
    test = await startTestEc2();
    const secret = Buffer.from('password=hunter2').toString('base64');
    await test.launch('quick', { UserData: secret });
    const { KeyMaterial } = await test.ec2.createKeyPair({ KeyName: 'k' });
    const text = readFileSync(test.local.journal.path, 'utf8');
    expect(text).toContain('"UserData":"(24 characters)"');
    expect(text).not.toContain(secret);
    expect(text).not.toContain(KeyMaterial?.split('\n')[1]);
  });
});
