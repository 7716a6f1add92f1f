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

import { Place } from '../state/Place';
import { Instance } from '../state/resources';

/**
 * What an instance is told about itself: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html
 *
 * @param path - without the version, e.g. `/meta-data/instance-id`
 * @returns the body; `undefined` where EC2 answers 404
 */
export function metadata(
  place: Place,
  instance: Instance,
  path: string,
): string | undefined {
  const clean = path.replace(/\/+$/, '');
  if (clean === '/user-data') {
    return instance.userData === undefined
      ? undefined
      : Buffer.from(instance.userData, 'base64').toString();
  }
  if (clean === '/dynamic/instance-identity/document') {
    return identityDocument(place, instance);
  }
  const entries = metaData(place, instance);
  const name = clean.replace(/^\/meta-data\/?/, '');
  if (!clean.startsWith('/meta-data')) return undefined;
  return entries[name] ?? listing(entries, name);
}

function metaData(
  place: Place,
  instance: Instance,
): Record<string, string | undefined> {
  const keyPair =
    instance.keyName === undefined
      ? undefined
      : place.keyPairNamed(instance.keyName);
  const hostname = `ip-${instance.privateIp.replaceAll('.', '-')}.${
    place.region
  }.compute.internal`;
  return {
    'ami-id': instance.imageId,
    'ami-launch-index': String(instance.launchIndex),
    hostname,
    'instance-id': instance.id,
    'instance-life-cycle': 'on-demand',
    'instance-type': instance.instanceType,
    'local-hostname': hostname,
    'local-ipv4': instance.privateIp,
    mac: instance.macAddress,
    'placement/availability-zone': instance.availabilityZone,
    'placement/region': place.region,
    'public-ipv4': instance.publicIp,
    'public-keys': keyPair && `0=${keyPair.name}`,
    'public-keys/0': keyPair && 'openssh-key',
    'public-keys/0/openssh-key': keyPair && `${keyPair.publicKey}\n`,
    'reservation-id': instance.reservationId,
    'security-groups': instance.groupIds
      .map(id => place.securityGroups.get(id)?.name ?? id)
      .join('\n'),
  };
}

function listing(
  entries: Record<string, string | undefined>,
  folder: string,
): string | undefined {
  const start = folder === '' ? '' : `${folder}/`;
  const names = Object.entries(entries)
    .filter(([name, value]) => value !== undefined && name.startsWith(start))
    .map(([name]) => {
      const [first, ...rest] = name.slice(start.length).split('/');
      return rest.length > 0 ? `${first}/` : first;
    });
  // `public-keys` is both an entry and a folder: the folder is listed.
  const unique = new Set(names.filter(name => !names.includes(`${name}/`)));
  return unique.size === 0 ? undefined : [...unique].join('\n');
}

function identityDocument(place: Place, instance: Instance): string {
  return JSON.stringify(
    {
      accountId: place.accountId,
      architecture: instance.image.architecture,
      availabilityZone: instance.availabilityZone,
      imageId: instance.imageId,
      instanceId: instance.id,
      instanceType: instance.instanceType,
      pendingTime: instance.launchedAt.toISOString(),
      privateIp: instance.privateIp,
      region: place.region,
      version: '2017-09-30',
    },
    undefined,
    2,
  );
}
