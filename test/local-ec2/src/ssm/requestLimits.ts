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

import { Bucket, Charge, RequestLimits } from '../limits/requestLimits';

/**
 * The default throughput of https://docs.aws.amazon.com/general/latest/gr/ssm.html: reading shares one bucket. AWS says neither how
 * much a bucket holds, here what comes in a second, nor how many other calls it takes.
 */
const READING: Bucket = { capacity: 40, refillPerSecond: 40 };
const PUTTING: Bucket = { capacity: 3, refillPerSecond: 3 };
const OTHER: Bucket = { capacity: 5, refillPerSecond: 5 };

/** The buckets that a request to Parameter Store takes from. */
export function parameterStoreCharges(
  action: string,
  limits: RequestLimits,
): Charge[] {
  if (limits === 'off') return [];
  const replaced = limits === 'aws' ? undefined : limits[action];
  if (replaced) return [{ bucketName: action, bucket: replaced, tokens: 1 }];
  if (/^GetParameters?(ByPath)?$/.test(action)) {
    return [{ bucketName: 'GetParameter…', bucket: READING, tokens: 1 }];
  }
  const bucket = action === 'PutParameter' ? PUTTING : OTHER;
  return [{ bucketName: action, bucket, tokens: 1 }];
}
