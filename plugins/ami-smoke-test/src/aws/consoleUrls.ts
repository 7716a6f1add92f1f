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

/**
 * Where each partition of AWS that anybody can sign in to has its console; the name of a region tells the partition. Isolated ones
 * (`us-iso-east-1`) have more words before the number, and no address that is public.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/mgmt-console.html; that of the European Sovereign Cloud is in the same form, as
 * in the `aws console` of the AWS CLI
 */
const CONSOLES: [regions: RegExp, host: string][] = [
  [/^cn-[a-z]+-\d+$/, 'console.amazonaws.cn'],
  [/^us-gov-[a-z]+-\d+$/, 'console.amazonaws-us-gov.com'],
  [/^eusc-[a-z]+-[a-z]+-\d+$/, 'console.amazonaws-eusc.eu'],
  [/^[a-z]{2}-[a-z]+-\d+$/, 'console.aws.amazon.com'],
];

/** The console of a region; nothing where that of its partition is not known. */
function consoleOf(region: string): string | undefined {
  const host = CONSOLES.find(([regions]) => regions.test(region))?.[1];
  return host && `https://${region}.${host}`;
}

function ec2Url(region: string, place: string): string | undefined {
  const console = consoleOf(region);
  return console && `${console}/ec2/home?region=${region}#${place}`;
}

/** The page of an instance in the AWS console. */
export function instanceUrl(
  region: string,
  instanceId: string,
): string | undefined {
  return ec2Url(
    region,
    `InstanceDetails:instanceId=${encodeURIComponent(instanceId)}`,
  );
}

/** The page of an AMI in the AWS console. */
export function imageUrl(region: string, imageId: string): string | undefined {
  return ec2Url(region, `ImageDetails:imageId=${encodeURIComponent(imageId)}`);
}

/** The page of a volume in the AWS console. */
export function volumeUrl(
  region: string,
  volumeId: string,
): string | undefined {
  return ec2Url(
    region,
    `VolumeDetails:volumeId=${encodeURIComponent(volumeId)}`,
  );
}

/** The page of a network interface in the AWS console. */
export function networkInterfaceUrl(
  region: string,
  id: string,
): string | undefined {
  return ec2Url(
    region,
    `NetworkInterface:networkInterfaceId=${encodeURIComponent(id)}`,
  );
}

/** The page of a security group in the AWS console. */
export function securityGroupUrl(
  region: string,
  groupId: string,
): string | undefined {
  return ec2Url(region, `SecurityGroup:groupId=${encodeURIComponent(groupId)}`);
}

/** The key pairs in the AWS console, narrowed down to one: a key pair has no page of its own. */
export function keyPairUrl(
  region: string,
  nameOrId: string,
): string | undefined {
  return ec2Url(region, `KeyPairs:search=${encodeURIComponent(nameOrId)}`);
}

/**
 * A folder of a bucket in the AWS console; nothing when the address is not one, or the console is not known.
 *
 * @param region - any of the bucket's partition
 * @param address - `s3://bucket/folder/`
 */
export function s3FolderUrl(
  region: string,
  address: string,
): string | undefined {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(address) ?? [];
  const console = consoleOf(region);
  if (!bucket || !console) return undefined;
  return `${console}/s3/buckets/${encodeURIComponent(
    bucket,
  )}?prefix=${encodeURIComponent(prefix)}`;
}
