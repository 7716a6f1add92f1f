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

import { DiskRef } from '../hypervisor/Hypervisor';
import { Tags } from '../wire/Parameters';
import { stableId } from './ids';
import { REGIONS } from './regions';
import { Image } from './resources';
import { World } from './World';

/** An image that is there from the start. */
export interface SeedImage {
  region: string;
  name: string;
  /** Default: made of region and name, and always the same. */
  imageId?: string;
  /** What its instances boot from, as the hypervisor names it. */
  disk: DiskRef;
  /** Default: the account of the local EC2. */
  ownerId?: string;
  /** `amazon` for images that DescribeImages lists under that owner. */
  ownerAlias?: string;
  /** Whether every account may launch it. Default: only if it belongs to another account. */
  public?: boolean;
  description?: string;
  /** The guest TCP ports that are reachable at an instance's public address. Default 22, 80, 443, 2222 and 8080, as far as this machine lets us listen there. */
  ports?: number[];
  tags?: Tags;
  /** Default `available`. */
  state?: Image['state'];
  architecture?: Image['architecture'];
  platform?: Image['platform'];
  /** Default 1. */
  sizeGiB?: number;
}

/**
 * Registers an image whose disk the hypervisor has.
 *
 * @returns the image's id
 */
export function seedImage(
  world: World,
  accountId: string,
  seed: SeedImage,
): string {
  const { region, name, ownerId = accountId } = seed;
  if (!REGIONS.has(region)) {
    throw new Error(
      `The image '${name}' is in the region '${region}', which does not exist. Regions: ${[
        ...REGIONS,
      ].join(', ')}`,
    );
  }
  const imageId = seed.imageId ?? stableId('ami', region, name);
  const place = world.place(ownerId, region);
  const createdAt = world.now();
  const sizeGiB = seed.sizeGiB ?? 1;
  const snapshot = place.snapshots.add(
    {
      id: stableId('snap', region, imageId),
      tags: {},
      ownerId,
      disk: seed.disk,
      seeded: true,
      volumeId: stableId('vol', region, imageId),
      sizeGiB,
      encrypted: false,
      description: `The disk of ${name}`,
      state: 'completed',
      startedAt: createdAt,
    },
    { seeded: true },
  );
  // One that had been deregistered is back, as from the Recycle Bin.
  place.deregisteredImages.delete(imageId);
  place.images.add(
    {
      id: imageId,
      tags: { ...seed.tags },
      name,
      description: seed.description ?? '',
      ownerId,
      ownerAlias: seed.ownerAlias,
      state: seed.state ?? 'available',
      architecture: seed.architecture ?? 'x86_64',
      platform: seed.platform,
      enaSupport: true,
      rootDeviceName: seed.platform === 'windows' ? '/dev/sda1' : '/dev/xvda',
      blockDevices: [
        {
          deviceName: seed.platform === 'windows' ? '/dev/sda1' : '/dev/xvda',
          snapshotId: snapshot.id,
          sizeGiB,
          volumeType: 'gp3',
          encrypted: false,
          deleteOnTermination: true,
        },
      ],
      isPublic: seed.public ?? ownerId !== accountId,
      launchAccounts: new Set(),
      launchOrganizations: new Set(),
      createdAt,
      ports: seed.ports ?? world.defaultPorts,
    },
    { seeded: true },
  );
  return imageId;
}
