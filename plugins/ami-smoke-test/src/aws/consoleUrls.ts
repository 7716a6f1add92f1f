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

/** Where each partition of AWS has its console; a region's prefix tells the partition. */
const CONSOLES: [prefix: string, host: string][] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
  ['', 'console.aws.amazon.com'],
];

function hostOf(region: string): string {
  return CONSOLES.find(([prefix]) => region.startsWith(prefix))![1];
}

function ec2Url(region: string, place: string): string {
  return `https://${region}.${hostOf(
    region,
  )}/ec2/home?region=${region}#${place}`;
}

/** The page of an instance in the AWS console. */
export function instanceUrl(region: string, instanceId: string): string {
  return ec2Url(
    region,
    `InstanceDetails:instanceId=${encodeURIComponent(instanceId)}`,
  );
}

/** The page of an AMI in the AWS console. */
export function imageUrl(region: string, imageId: string): string {
  return ec2Url(region, `ImageDetails:imageId=${encodeURIComponent(imageId)}`);
}

/** The page of a volume in the AWS console. */
export function volumeUrl(region: string, volumeId: string): string {
  return ec2Url(
    region,
    `VolumeDetails:volumeId=${encodeURIComponent(volumeId)}`,
  );
}

/** The page of a network interface in the AWS console. */
export function networkInterfaceUrl(region: string, id: string): string {
  return ec2Url(
    region,
    `NetworkInterface:networkInterfaceId=${encodeURIComponent(id)}`,
  );
}

/** The key pairs in the AWS console, narrowed down to one: a key pair has no page of its own. */
export function keyPairUrl(region: string, nameOrId: string): string {
  return ec2Url(region, `KeyPairs:search=${encodeURIComponent(nameOrId)}`);
}

/**
 * A folder of a bucket in the AWS console; nothing when the address is not one.
 *
 * @param region - any of the bucket's partition
 * @param address - `s3://bucket/folder/`
 */
export function s3FolderUrl(
  region: string,
  address: string,
): string | undefined {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(address) ?? [];
  if (!bucket) return undefined;
  return `https://${hostOf(region)}/s3/buckets/${encodeURIComponent(
    bucket,
  )}?prefix=${encodeURIComponent(prefix)}`;
}
