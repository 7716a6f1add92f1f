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

import { Ec2Error } from './Ec2Error';
import { toEc2Error } from './errors';

function sdkError(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error('in AWS’s words'), {
    name,
    $metadata: { httpStatusCode },
  });
}

describe('toEc2Error', () => {
  it.each([
    ['InsufficientInstanceCapacity', 500, 'capacity'],
    ['InsufficientFreeAddressesInSubnet', 400, 'capacity'],
    ['VcpuLimitExceeded', 400, 'quota'],
    ['InstanceLimitExceeded', 400, 'quota'],
    ['SecurityGroupLimitExceeded', 400, 'quota'],
    ['RulesPerSecurityGroupLimitExceeded', 400, 'quota'],
    ['SecurityGroupsPerInterfaceLimitExceeded', 400, 'quota'],
    ['RequestLimitExceeded', 503, 'throttled'],
    ['SomethingNewAboutTooManyRequests', 429, 'throttled'],
    ['UnauthorizedOperation', 403, 'permission'],
    ['AuthFailure', 401, 'credentials'],
    ['RequestExpired', 400, 'credentials'],
    ['ExpiredToken', 400, 'credentials'],
    ['CredentialsProviderError', undefined, 'transient'],
    ['InvalidInstanceID.NotFound', 400, 'not-found-yet'],
    ['IdempotentInstanceTerminated', 400, 'gone'],
    ['UnsupportedOperation', 400, 'unsupported'],
    ['InvalidAMIID.Unavailable', 400, 'image-invalid'],
    ['IdempotentParameterMismatch', 400, 'parameter-mismatch'],
    ['InvalidGroup.NotFound', 400, 'not-found-yet'],
    ['InvalidSubnetID.NotFound', 400, 'invalid-request'],
    ['SomethingNewThatIsRefused', 400, 'invalid-request'],
    ['SomethingNewThatBroke', 502, 'transient'],
    ['ServiceUnavailable', 503, 'transient'],
    ['TimeoutError', undefined, 'transient'],
    ['SyntaxError', undefined, 'transient'],
  ])('takes %s (status %s) for %s', (code, status, errorClass) => {
    const error = toEc2Error('RunInstances', sdkError(code, status));
    expect(error).toBeInstanceOf(Ec2Error);
    expect(error).toMatchObject({
      errorClass,
      code,
      operation: 'RunInstances',
      message: expect.stringMatching(
        new RegExp(`^RunInstances: ${code}: in AWS’s words`),
      ),
    });
  });

  it.each(['ECONNRESET', 'ECONNREFUSED', 'EAI_AGAIN', 'EPIPE'])(
    'takes %s for transient, wherever it stands',
    code => {
      const network = Object.assign(new Error('socket'), { code });
      expect(toEc2Error('RunInstances', network)).toMatchObject({
        errorClass: 'transient',
        code,
      });
      const wrapped = Object.assign(
        new Error('No credentials', { cause: network }),
        { name: 'CredentialsProviderError' },
      );
      expect(toEc2Error('RunInstances', wrapped).errorClass).toBe('transient');
    },
  );

  it.each([
    ['RequestExpired', /account 123456789012: renew .*`aws\.accounts`.*clock/],
    [
      'UnauthorizedOperation',
      /account 123456789012 may not call ec2:RunInstances: .*iam\/smoke-test\.json/,
    ],
    [
      'VcpuLimitExceeded',
      /account 123456789012 in Service Quotas.*runsPerRegion/,
    ],
    [
      'SecurityGroupLimitExceeded',
      /account 123456789012 in Service Quotas.*runsPerRegion/,
    ],
    [
      'RulesPerSecurityGroupLimitExceeded',
      /fewer blocks in .*`freshSecurityGroup\.from`, or fewer ports/,
    ],
    [
      'SecurityGroupsPerInterfaceLimitExceeded',
      /fewer `securityGroups` in the profile/,
    ],
  ])('says the way out of %s, in which account', (code, wayOut) => {
    const error = toEc2Error(
      'RunInstances',
      sdkError(code, 400),
      '123456789012',
    );
    expect(error.message).toMatch(wayOut);
    expect(error.sentAgain().message).toBe(error.message);
  });

  it.each([
    [
      'AuthFailure',
      'Not authorized for images: [ami-0123456789abcdef0]',
      'image-invalid',
      /not shared with account 123456789012, .*launch permissions$/,
    ],
    [
      'Unsupported',
      'Your requested instance type (t3.small) is not supported in your requested Availability Zone (us-east-1e).',
      'capacity',
      /us-east-1e\)\.$/,
    ],
    [
      'Unsupported',
      'The requested configuration is currently not supported.',
      'unsupported',
      /not supported\.$/,
    ],
  ])('takes %s for what its words tell: %s', (name, words, errorClass, end) => {
    const failure = Object.assign(new Error(words), {
      name,
      $metadata: { httpStatusCode: 400 },
    });
    const error = toEc2Error('RunInstances', failure, '123456789012');
    expect(error).toMatchObject({ errorClass, code: name });
    expect(error.message).toMatch(end);
  });

  it('leaves out what only AWS can read', () => {
    const error = Object.assign(
      new Error(
        'You are not authorized. User: arn:aws:sts::1:x is not authorized to perform: ec2:RunInstances. Encoded authorization failure message: 4GIOHlTkIa',
      ),
      { name: 'UnauthorizedOperation' },
    );
    expect(toEc2Error('RunInstances', error).message).not.toMatch('4GIOHl');
  });

  it('leaves alone what has its class, and survives what is no error', () => {
    const error = toEc2Error('RunInstances', sdkError('AuthFailure', 401));
    expect(toEc2Error('DescribeImages', error)).toBe(error);
    expect(toEc2Error('RunInstances', undefined).errorClass).toBe('transient');
  });
});
