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

import type { SmokeTestConfig } from '../config';

/** What the SDK's errors and Node.js's have in common. */
interface Failure {
  name?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
}

/** Whether S3 has no such thing. */
export function isMissing(error: unknown): boolean {
  const { name = '', $metadata } = (error ?? {}) as Failure;
  return (
    ['NoSuchKey', 'NoSuchBucket', 'NotFound'].includes(name) ||
    $metadata?.httpStatusCode === 404
  );
}

/** Whether it is the bucket that S3 does not have. */
export function isMissingBucket(error: unknown): boolean {
  return (error as Failure | undefined)?.name === 'NoSuchBucket';
}

/** What S3 answers when it is the object that is wrong, not the bucket or the moment. */
const REFUSALS = [
  'BadDigest',
  'EntityTooLarge',
  'InvalidArgument',
  'InvalidDigest',
  'InvalidRequest',
  'InvalidTag',
  'KeyTooLongError',
  'MetadataTooLarge',
];

/**
 * Whether S3 would refuse the same object again, but may take others.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function isRefusal(error: unknown): boolean {
  return REFUSALS.includes((error as Failure | undefined)?.name ?? '');
}

/**
 * What went wrong with the bucket, in one sentence that names the setting and the way out.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function explainS3Error(
  error: unknown,
  config: SmokeTestConfig['archive']['s3'],
): string {
  const { bucket, endpoint, region } = config;
  const failure = (error ?? {}) as Failure;
  const name = failure.code ?? failure.name ?? 'UnknownError';
  const words = `${name}: ${failure.message || error}`;
  const status = failure.$metadata?.httpStatusCode;
  if (name === 'CredentialsProviderError') return failure.message ?? words;
  if (isMissing(error)) {
    return `The bucket '${bucket}' does not exist in ${
      endpoint ?? region
    }: create it, or correct amiSmokeTest.archive.s3.bucket (${words})`;
  }
  if (status === 301 || status === 307 || name === 'PermanentRedirect') {
    return `The bucket '${bucket}' is not in ${region}: correct amiSmokeTest.archive.s3.region (${words})`;
  }
  if (status === 401 || status === 403) {
    return `No access to the bucket '${bucket}': check the credentials of amiSmokeTest.archive.s3.accountId and their policy, see iam/README.md (${words})`;
  }
  if (status === undefined) {
    return `S3 cannot be reached at ${
      endpoint ?? `region ${region}`
    }: check the network and amiSmokeTest.archive.s3.endpoint (${words})`;
  }
  return `S3 cannot use the bucket '${bucket}' of amiSmokeTest.archive.s3 now (${words})`;
}
