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

import type { Ec2ErrorClass } from './Ec2';
import { Ec2Error } from './Ec2Error';
import { wayOut } from './wayOut';

/**
 * What each of AWS's error codes means to us.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const CODES: Record<Ec2ErrorClass, readonly string[]> = {
  capacity: [
    'InsufficientAddressCapacity',
    'InsufficientCapacity',
    'InsufficientFreeAddressesInSubnet',
    'InsufficientHostCapacity',
    'InsufficientInstanceCapacity',
    'InsufficientReservedInstanceCapacity',
    'InsufficientVolumeCapacity',
  ],
  quota: [
    'AddressLimitExceeded',
    'InstanceLimitExceeded',
    'KeyPairLimitExceeded',
    'MaxIOPSLimitExceeded',
    'NetworkInterfaceLimitExceeded',
    'PrivateIpAddressLimitExceeded',
    'ResourceLimitExceeded',
    'RulesPerSecurityGroupLimitExceeded',
    'SecurityGroupLimitExceeded',
    'SecurityGroupsPerInterfaceLimitExceeded',
    'SnapshotLimitExceeded',
    'VcpuLimitExceeded',
    'VolumeLimitExceeded',
  ],
  throttled: [
    'BandwidthLimitExceeded',
    'EC2ThrottledException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'SlowDown',
    'ThrottledException',
    'Throttling',
    'ThrottlingException',
    'TooManyRequestsException',
  ],
  // Who asks is not known (any more).
  credentials: [
    'AuthFailure',
    'ExpiredToken',
    'ExpiredTokenException',
    'IncompleteSignature',
    'InvalidAccessKeyId',
    'InvalidClientTokenId',
    'InvalidIdentityToken',
    'MissingAuthenticationToken',
    'RequestExpired',
    'SignatureDoesNotMatch',
    'UnrecognizedClientException',
  ],
  // Who asks is known, and may not.
  permission: [
    'AccessDenied',
    'AccessDeniedException',
    'Blocked',
    'OptInRequired',
    'PendingVerification',
    'UnauthorizedOperation',
  ],
  // Either eventual consistency or gone: only who asks can know, by what it has seen before.
  'not-found-yet': [
    'InvalidGroup.NotFound',
    'InvalidInstanceID.NotFound',
    'InvalidKeyPair.NotFound',
    'InvalidNetworkInterfaceID.NotFound',
    'InvalidVolume.NotFound',
  ],
  gone: [
    'IdempotentInstanceTerminated',
    'IncorrectInstanceState',
    'InvalidInstanceState',
  ],
  unsupported: [
    'Unsupported',
    'UnsupportedHostConfiguration',
    'UnsupportedInstanceAttribute',
    'UnsupportedOperation',
    'UnsupportedTenancy',
  ],
  'image-invalid': [
    'InvalidAMIID.Malformed',
    'InvalidAMIID.NotFound',
    'InvalidAMIID.Unavailable',
    'InvalidManifest',
    'InvalidSnapshot.NotFound',
  ],
  'parameter-mismatch': ['IdempotentParameterMismatch'],
  'invalid-request': [
    'InvalidAction',
    'InvalidGroup.Duplicate',
    'InvalidInstanceID.Malformed',
    'InvalidKeyPair.Duplicate',
    'InvalidKeyPair.Format',
    'InvalidParameterCombination',
    'InvalidParameterValue',
    'InvalidPermission.Duplicate',
    'InvalidSubnetID.NotFound',
    'InvalidUserData.Malformed',
    'MissingParameter',
    'UnknownParameter',
  ],
  transient: [
    // Nothing was sent: whoever gives the credentials could not, and may the next time.
    'CredentialsProviderError',
    'DependencyViolation',
    'IncorrectState',
    'InternalError',
    'InternalFailure',
    'InvalidNetworkInterface.InUse',
    'RequestTimeout',
    'ServerInternal',
    'ServiceUnavailable',
    'TokenProviderError',
    'Unavailable',
    'VolumeInUse',
  ],
};

/** Codes that AWS uses for more than one thing: what the words tell goes before what the code alone does. */
const TOLD_BY_WORDS: readonly {
  code: string;
  words: RegExp;
  errorClass: Ec2ErrorClass;
}[] = [
  // No other credentials would be told otherwise.
  {
    code: 'AuthFailure',
    words: /not authorized for images/i,
    errorClass: 'image-invalid',
  },
  // A zone that has none of an instance type is, to a launch, one that has no room for it.
  {
    code: 'Unsupported',
    words: /not supported in your requested availability zone/i,
    errorClass: 'capacity',
  },
];

/** What goes wrong below HTTP, as Node.js and the SDK name it. */
const NETWORK_CODES = new Set([
  'AbortError',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);

const CLASS_OF_CODE = new Map<string, Ec2ErrorClass>(
  (Object.keys(CODES) as Ec2ErrorClass[]).flatMap(errorClass =>
    CODES[errorClass].map((code): [string, Ec2ErrorClass] => [
      code,
      errorClass,
    ]),
  ),
);

/** What the SDK's errors and Node.js's have in common. */
interface Failure {
  name?: string;
  code?: string;
  message?: string;
  cause?: { name?: string; code?: string };
  $metadata?: { httpStatusCode?: number };
}

/** What AWS appends for machines: hundreds of characters that only its key can read. */
const ENCODED = /\s*Encoded authorization failure message: \S+/;

/**
 * Gives what the SDK threw its class; AWS's own code and words are kept, and followed by the way out where there is one.
 *
 * @param accountId - in which account it was asked for
 */
export function toEc2Error(
  operation: string,
  error: unknown,
  accountId?: string,
): Ec2Error {
  if (error instanceof Ec2Error) return error;
  const failure = (error ?? {}) as Failure;
  const networkCode = [
    failure.code,
    failure.name,
    failure.cause?.code,
    failure.cause?.name,
  ].find(code => code !== undefined && NETWORK_CODES.has(code));
  const code = networkCode ?? failure.name ?? 'UnknownError';
  const errorClass = networkCode ? 'transient' : classOf(code, failure);
  const words = (failure.message || String(error)).replace(ENCODED, '');
  const way = wayOut({ errorClass, code, operation }, accountId);
  return new Ec2Error({
    errorClass,
    code,
    operation,
    message: way ? `${words.replace(/\.$/, '')}. ${way}` : words,
    cause: error,
  });
}

function classOf(code: string, failure: Failure): Ec2ErrorClass {
  const known =
    TOLD_BY_WORDS.find(
      one => one.code === code && one.words.test(failure.message ?? ''),
    )?.errorClass ?? CLASS_OF_CODE.get(code);
  if (known) return known;
  const status = failure.$metadata?.httpStatusCode;
  if (status === 429) return 'throttled';
  // A refusal is the only thing that sending the same again cannot help; an answer nobody can read is none.
  return status !== undefined && status >= 400 && status < 500
    ? 'invalid-request'
    : 'transient';
}
