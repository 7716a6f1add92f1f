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

import { Parameters } from '../wire/Parameters';

/** A token bucket: how much it holds, and how fast it fills again. */
export interface Bucket {
  capacity: number;
  refillPerSecond: number;
}

/** The request limits of one account in one region: AWS's own, none, or AWS's with some replaced, by action. */
export type RequestLimits = 'aws' | 'off' | Record<string, Bucket>;

/**
 * What AWS documents at https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html: one row for each kind of
 * action, and one bucket for each action.
 */
const NON_MUTATING: Bucket = { capacity: 100, refillPerSecond: 20 };
const UNFILTERED: Bucket = { capacity: 50, refillPerSecond: 10 };
const MUTATING: Bucket = { capacity: 50, refillPerSecond: 5 };
const RESOURCE_INTENSIVE: Bucket = { capacity: 50, refillPerSecond: 5 };

const OF_ACTION: Record<string, Bucket> = {
  AuthorizeSecurityGroupIngress: RESOURCE_INTENSIVE,
  CreateKeyPair: RESOURCE_INTENSIVE,
  RevokeSecurityGroupIngress: RESOURCE_INTENSIVE,
  CreateTags: { capacity: 100, refillPerSecond: 10 },
  DeleteTags: { capacity: 100, refillPerSecond: 10 },
  CreateVolume: { capacity: 100, refillPerSecond: 5 },
  DeleteVolume: { capacity: 100, refillPerSecond: 5 },
  DeleteSnapshot: { capacity: 100, refillPerSecond: 5 },
  RunInstances: { capacity: 5, refillPerSecond: 2 },
  StartInstances: { capacity: 5, refillPerSecond: 2 },
  TerminateInstances: { capacity: 100, refillPerSecond: 5 },
};

/** The instances that one call asks for are counted too. */
const RESOURCES_OF_ACTION: Record<string, Bucket> = {
  RunInstances: { capacity: 1000, refillPerSecond: 2 },
  StartInstances: { capacity: 1000, refillPerSecond: 2 },
  StopInstances: { capacity: 1000, refillPerSecond: 20 },
  TerminateInstances: { capacity: 1000, refillPerSecond: 20 },
};

/** What one request takes out of one bucket. */
export interface Charge {
  bucketName: string;
  bucket: Bucket;
  tokens: number;
}

/** The buckets that a request takes from. */
export function charges(
  action: string,
  parameters: Parameters,
  limits: RequestLimits,
): Charge[] {
  if (limits === 'off') return [];
  const replaced = limits === 'aws' ? undefined : limits[action];
  if (replaced) return [{ bucketName: action, bucket: replaced, tokens: 1 }];
  const found: Charge[] = [requestCharge(action, parameters)];
  const resources = RESOURCES_OF_ACTION[action];
  if (resources) {
    found.push({
      bucketName: `${action} resources`,
      bucket: resources,
      tokens: instancesAskedFor(parameters),
    });
  }
  return found;
}

function requestCharge(action: string, parameters: Parameters): Charge {
  const special = OF_ACTION[action];
  if (special) return { bucketName: action, bucket: special, tokens: 1 };
  if (!/^(Describe|Get|List|Search)/.test(action)) {
    return { bucketName: action, bucket: MUTATING, tokens: 1 };
  }
  return isUnfiltered(parameters)
    ? { bucketName: `${action} unfiltered`, bucket: UNFILTERED, tokens: 1 }
    : { bucketName: action, bucket: NON_MUTATING, tokens: 1 };
}

/** Neither paginated, nor filtered, nor for ids: it asks for everything there is. */
function isUnfiltered(parameters: Parameters): boolean {
  const names = Object.keys(parameters.raw()).filter(
    name => !['Action', 'Version', 'DryRun', 'AllRegions'].includes(name),
  );
  return !names.some(
    name =>
      name === 'MaxResults' ||
      name.startsWith('Filter.') ||
      /(Id|Name|Owner|Type)(\.\d+)?$/.test(name),
  );
}

function instancesAskedFor(parameters: Parameters): number {
  const raw = parameters.raw();
  const asked = Object.keys(raw).filter(name => /^InstanceId\.\d+$/.test(name));
  return Math.max(1, asked.length, Number(raw.MaxCount) || 0);
}
