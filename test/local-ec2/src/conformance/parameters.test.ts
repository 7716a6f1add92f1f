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

import { SSM, SSMClientConfig } from '@aws-sdk/client-ssm';
import { readJournal } from '..';
import { refusal, startTestEc2, TestEc2 } from '../__testUtils__/localEc2';

describe('parameters', () => {
  let test: TestEc2;
  let ssm: SSM;
  beforeEach(async () => {
    test = await startTestEc2();
    ssm = test.ssm();
  });
  afterEach(() => test.close());

  const put = (Name: string, Value: string, more: object = {}) =>
    ssm.putParameter({ Name, Value, Type: 'String', ...more });
  const refused = async (Name: string, more: object = {}) =>
    (await refusal(put(Name, 'x', more))).code;

  it('are put, read, overwritten and deleted', async () => {
    const before = Date.now();
    expect(
      await put('/images/web', 'one', {
        Description: 'the image',
        Tags: [{ Key: 'team', Value: 'a' }],
      }),
    ).toMatchObject({ Version: 1, Tier: 'Standard' });
    const { Parameter } = await ssm.getParameter({ Name: '/images/web' });
    expect(Parameter).toMatchObject({
      Name: '/images/web',
      Type: 'String',
      Value: 'one',
      Version: 1,
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/images/web',
      DataType: 'text',
    });
    expect(Parameter?.LastModifiedDate?.getTime()).toBeGreaterThanOrEqual(
      before,
    );
    expect(await refusal(put('/images/web', 'two'))).toMatchObject({
      code: 'ParameterAlreadyExists',
    });
    expect(await put('/images/web', 'two', { Overwrite: true })).toMatchObject({
      Version: 2,
    });
    expect(
      await refusal(
        put('/images/web', 'three', {
          Overwrite: true,
          Tags: [{ Key: 'a', Value: 'b' }],
        }),
      ),
    ).toMatchObject({ code: 'ValidationException' });
    await ssm.deleteParameter({ Name: '/images/web' });
    for (const call of [
      ssm.getParameter({ Name: '/images/web' }),
      ssm.deleteParameter({ Name: '/images/web' }),
      ssm.getParameterHistory({ Name: '/images/web' }),
    ]) {
      expect((await refusal(call)).code).toBe('ParameterNotFound');
    }
    // It begins anew.
    expect(await put('/images/web', 'three')).toMatchObject({ Version: 1 });
  });

  it('keep what an overwrite does not say', async () => {
    await put('pattern', 'abc', {
      Description: 'kept',
      AllowedPattern: '^[a-z]+$',
      Tier: 'Advanced',
    });
    expect(
      await refusal(put('pattern', 'ABC', { Overwrite: true })),
    ).toMatchObject({ code: 'ParameterPatternMismatchException' });
    await ssm.putParameter({ Name: 'pattern', Value: 'def', Overwrite: true });
    const { Parameters } = await ssm.describeParameters({});
    expect(Parameters).toMatchObject([
      {
        Name: 'pattern',
        Description: 'kept',
        AllowedPattern: '^[a-z]+$',
        Tier: 'Advanced',
        Type: 'String',
        Version: 2,
        LastModifiedUser: 'arn:aws:iam::123456789012:user/AKIDTEST',
      },
    ]);
    expect(
      await refused('pattern', { Overwrite: true, Tier: 'Standard' }),
    ).toBe('ValidationException');
    expect(
      await refused('pattern', { Overwrite: true, Type: 'StringList' }),
    ).toBe('HierarchyTypeMismatchException');
  });

  it('refuse names and values that cannot be', async () => {
    for (const name of [
      'a/b',
      'aws-thing',
      '/ssm/thing',
      'with space',
      '/a//b',
      `/${'x'.repeat(1011)}`,
    ]) {
      expect([name, await refused(name)]).toEqual([
        name,
        'ValidationException',
      ]);
    }
    expect(await refused('/aws/thing')).toBe('AccessDeniedException');
    const level = (count: number) => '/x'.repeat(count);
    expect(await refused(level(16))).toBe(
      'HierarchyLevelLimitExceededException',
    );
    await put(level(15), 'deep');
    expect(
      (await refusal(ssm.putParameter({ Name: 'untyped', Value: 'x' }))).code,
    ).toBe('ValidationException');
    for (const [value, more] of [
      ['', {}],
      ['x'.repeat(4097), {}],
      ['x'.repeat(8193), { Tier: 'Advanced' }],
      ['{{other}}', {}],
      ['x', { DataType: 'aws:ec2:nonsense' }],
      ['ami-1', { DataType: 'aws:ec2:image', Type: 'StringList' }],
      ['x', { Type: 'Nonsense' }],
      ['x', { Policies: '[{"Type":"Expiration"}]' }],
      ['x', { Tags: [{ Key: 'aws:a', Value: '' }] }],
    ] as const) {
      expect(await refusal(put('value', value, more))).toMatchObject({
        code: 'ValidationException',
      });
    }
    expect(await refused('value', { AllowedPattern: '(' })).toBe(
      'InvalidAllowedPatternException',
    );
    await put('value', 'x'.repeat(8192), { Tier: 'Intelligent-Tiering' });
  });

  it('have versions that are found by number and by label', async () => {
    await put('/v', 'one');
    await put('/v', 'two', { Overwrite: true });
    await put('/v', 'three', { Overwrite: true });
    expect(
      await ssm.labelParameterVersion({
        Name: '/v',
        ParameterVersion: 1,
        Labels: ['good', '1bad', 'aws-bad'],
      }),
    ).toMatchObject({
      InvalidLabels: ['1bad', 'aws-bad'],
      ParameterVersion: 1,
    });
    const value = async (Name: string) => {
      const { Parameter } = await ssm.getParameter({ Name });
      return [Parameter?.Value, Parameter?.Selector];
    };
    expect(await value('/v')).toEqual(['three', undefined]);
    expect(await value('/v:2')).toEqual(['two', ':2']);
    expect(await value('/v:good')).toEqual(['one', ':good']);
    // A label is on one version.
    await ssm.labelParameterVersion({ Name: '/v', Labels: ['good'] });
    expect(await value('/v:good')).toEqual(['three', ':good']);
    for (const Name of ['/v:4', '/v:bad']) {
      expect((await refusal(ssm.getParameter({ Name }))).code).toBe(
        'ParameterVersionNotFound',
      );
    }
    const first = await ssm.getParameterHistory({ Name: '/v', MaxResults: 2 });
    expect(first.Parameters).toMatchObject([
      { Version: 1, Value: 'one', Labels: [] },
      { Version: 2, Value: 'two', Labels: [] },
    ]);
    const second = await ssm.getParameterHistory({
      Name: '/v',
      NextToken: first.NextToken,
    });
    expect(second).toMatchObject({
      Parameters: [{ Version: 3, Value: 'three', Labels: ['good'] }],
    });
    expect(second.NextToken).toBeUndefined();
    expect(
      (
        await refusal(
          ssm.getParameterHistory({ Name: '/v', NextToken: 'nonsense' }),
        )
      ).code,
    ).toBe('InvalidNextToken');
  });

  it('keep a hundred versions, and never drop one with a label', async () => {
    for (let version = 1; version <= 101; version++) {
      await put('/many', `value ${version}`, { Overwrite: true });
    }
    expect((await refusal(ssm.getParameter({ Name: '/many:1' }))).code).toBe(
      'ParameterVersionNotFound',
    );
    await ssm.labelParameterVersion({
      Name: '/many',
      ParameterVersion: 2,
      Labels: ['kept'],
    });
    expect(await refused('/many', { Overwrite: true })).toBe(
      'ParameterMaxVersionLimitExceeded',
    );
    await ssm.labelParameterVersion({
      Name: '/many',
      ParameterVersion: 50,
      Labels: ['kept'],
    });
    expect(await put('/many', 'on', { Overwrite: true })).toMatchObject({
      Version: 102,
    });
  });

  it('belong to one account and region', async () => {
    const several = await startTestEc2({
      accounts: {
        AKIDTEST: { accountId: '123456789012', secretAccessKey: 'secret' },
        AKIDOTHER: { accountId: '999999999999' },
      },
    });
    try {
      await several
        .ssm()
        .putParameter({ Name: '/here', Value: 'x', Type: 'String' });
      const reading = async (config: SSMClientConfig) =>
        several
          .ssm(config)
          .getParameter({ Name: '/here' })
          .then(
            ({ Parameter }) => Parameter?.Value,
            error => error.name,
          );
      const credentials = (accessKeyId: string, secretAccessKey: string) => ({
        credentials: { accessKeyId, secretAccessKey },
      });
      expect(await reading({})).toBe('x');
      expect(await reading({ region: 'eu-west-1' })).toBe('ParameterNotFound');
      expect(await reading(credentials('AKIDOTHER', 'any'))).toBe(
        'ParameterNotFound',
      );
      expect(await reading(credentials('AKIDNONE', 'any'))).toBe(
        'UnrecognizedClientException',
      );
      expect(await reading(credentials('AKIDTEST', 'wrong'))).toBe(
        'InvalidSignatureException',
      );
    } finally {
      await several.close();
    }
  });

  it('are journalled, without the values of secure strings', async () => {
    await put('/open', 'seen', { Tags: [{ Key: 'a', Value: 'b' }] });
    await put('/secret', 'shown', { Type: 'SecureString' });
    await ssm.putParameter({
      Name: '/secret',
      Value: 'hidden',
      Overwrite: true,
    });
    expect(
      (await ssm.getParameter({ Name: '/secret', WithDecryption: true }))
        .Parameter?.Value,
    ).toBe('hidden');
    const journal = readJournal(test.local.journal.path);
    expect(JSON.stringify(journal)).not.toMatch(/shown|hidden/);
    expect(journal).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'call',
          service: 'ssm',
          action: 'PutParameter',
          status: 200,
          region: 'us-east-1',
          account: '123456789012',
          parameters: expect.objectContaining({
            Name: '/open',
            'Tags.1.Key': 'a',
          }),
        }),
        expect.objectContaining({
          type: 'life',
          kind: 'parameter',
          id: '/open',
          change: 'created',
          version: 1,
          value: 'seen',
          tags: { a: 'b' },
        }),
      ]),
    );
  });

  it('are limited in how often they are put and read', async () => {
    const now = new Date();
    const limited = await startTestEc2({ limits: 'aws', now: () => now });
    const client = limited.ssm();
    try {
      const refusals = async (count: number, call: () => Promise<unknown>) => {
        const calls = Array.from({ length: count }, call);
        const settled = await Promise.allSettled(calls);
        return settled.flatMap(result =>
          result.status === 'rejected' ? [result.reason.name] : [],
        );
      };
      const putting = () =>
        client.putParameter({
          Name: '/x',
          Value: 'x',
          Type: 'String',
          Overwrite: true,
        });
      expect(await refusals(4, putting)).toEqual(['ThrottlingException']);
      now.setSeconds(now.getSeconds() + 1);
      expect(await refusals(3, putting)).toEqual([]);
      // Reading is counted together.
      expect(
        await refusals(20, () => client.getParameter({ Name: '/x' })),
      ).toEqual([]);
      expect(
        await refusals(21, () => client.getParameters({ Names: ['/x'] })),
      ).toEqual(['ThrottlingException']);
    } finally {
      await limited.close();
    }
  });

  it('speak AWS JSON, and refuse what they do not know', async () => {
    const ask = async (body: object, authorization: object = {}) => {
      const answer = await fetch(test.local.url, {
        method: 'POST',
        headers: {
          'x-amz-target': 'AmazonSSM.GetParameter',
          'content-type': 'application/x-amz-json-1.1',
          ...authorization,
        },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe(
        'application/x-amz-json-1.1',
      );
      return answer.json();
    };
    expect(await ask({ Name: '/x' })).toMatchObject({
      __type: 'MissingAuthenticationTokenException',
    });
    const signedFor = (service: string) => ({
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDTEST/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
    });
    expect(await ask({ Name: '/x' }, signedFor('ssm'))).toEqual({
      __type: 'ParameterNotFound',
    });
    expect(await ask({ Name: '/x' }, signedFor('ec2'))).toMatchObject({
      __type: 'UnrecognizedClientException',
    });
    expect(await ask({ Name: '/x', Colour: 1 }, signedFor('ssm'))).toEqual({
      __type: 'ValidationException',
      message: expect.stringContaining('Colour'),
    });
    expect((await refusal(ssm.listDocuments({}))).code).toBe(
      'UnknownOperationException',
    );
  });
});
