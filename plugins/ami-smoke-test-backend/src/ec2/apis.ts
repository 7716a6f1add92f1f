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

import type { Bucket, Purpose } from './pacing';

/** How the requests to one API are treated. */
export interface Api {
  /** AWS's numbers, of which we take a part. */
  bucket: Bucket;
  purpose: Purpose;
  /** How long a call may take, with waiting for its turn and trying again. */
  deadlineMs: number;
  /** How long one request may wait for its turn. */
  maxWaitMs: number;
  /** How long one answer may take. */
  attemptMs: number;
  attempts: number;
}

/*
 * AWS limits requests per account and region. What it names itself is listed under its name; the others belong to a class.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html#throttling-limits
 */
const NON_MUTATING: Bucket = { capacity: 100, refillPerSecond: 20 };
const MUTATING: Bucket = { capacity: 50, refillPerSecond: 5 };
const RUN_INSTANCES: Bucket = { capacity: 5, refillPerSecond: 2 };
const TERMINATE_INSTANCES: Bucket = { capacity: 100, refillPerSecond: 5 };
const DELETE_VOLUME: Bucket = { capacity: 100, refillPerSecond: 5 };
const AUTHORIZE_INGRESS: Bucket = { capacity: 50, refillPerSecond: 5 };

const USUAL = {
  deadlineMs: 10_000,
  maxWaitMs: 8_000,
  attemptMs: 5_000,
  attempts: 3,
};

/** The APIs that a run uses. */
export const APIS = {
  RunInstances: {
    bucket: RUN_INSTANCES,
    purpose: 'launch',
    deadlineMs: 30_000,
    maxWaitMs: 20_000,
    attemptMs: 10_000,
    attempts: 4,
  },
  CreateSecurityGroup: { bucket: MUTATING, purpose: 'launch', ...USUAL },
  AuthorizeSecurityGroupIngress: {
    bucket: AUTHORIZE_INGRESS,
    purpose: 'launch',
    ...USUAL,
  },
  ImportKeyPair: { bucket: MUTATING, purpose: 'launch', ...USUAL },
  DescribeImages: { bucket: NON_MUTATING, purpose: 'launch', ...USUAL },
  DescribeKeyPairs: { bucket: NON_MUTATING, purpose: 'launch', ...USUAL },
  DescribeSecurityGroups: { bucket: NON_MUTATING, purpose: 'launch', ...USUAL },
  DescribeSubnets: { bucket: NON_MUTATING, purpose: 'launch', ...USUAL },
  DeleteKeyPair: { bucket: MUTATING, purpose: 'cleanup', ...USUAL },
  TerminateInstances: {
    bucket: TERMINATE_INSTANCES,
    purpose: 'cleanup',
    ...USUAL,
  },
  DescribeVolumes: { bucket: NON_MUTATING, purpose: 'cleanup', ...USUAL },
  DeleteVolume: { bucket: DELETE_VOLUME, purpose: 'cleanup', ...USUAL },
  DescribeNetworkInterfaces: {
    bucket: NON_MUTATING,
    purpose: 'cleanup',
    ...USUAL,
  },
  DeleteNetworkInterface: { bucket: MUTATING, purpose: 'cleanup', ...USUAL },
  DeleteSecurityGroup: { bucket: MUTATING, purpose: 'cleanup', ...USUAL },
  DescribeInstances: { bucket: NON_MUTATING, purpose: 'check', ...USUAL },
  DescribeInstanceStatus: { bucket: NON_MUTATING, purpose: 'check', ...USUAL },
  GetConsoleOutput: { bucket: NON_MUTATING, purpose: 'console', ...USUAL },
  // A frame that comes late shows another moment: the series goes on without it.
  GetConsoleScreenshot: {
    bucket: NON_MUTATING,
    purpose: 'screenshot',
    deadlineMs: 7_000,
    maxWaitMs: 2_000,
    attemptMs: 5_000,
    attempts: 1,
  },
} satisfies Record<string, Api>;

/** The name of an API that a run uses. */
export type ApiName = keyof typeof APIS;
