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

import type { Image } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Knex } from 'knex';
import {
  AFTER_DAYS,
  CHANNELS,
  OWNER,
  PARTNER,
  type PromotionWorld,
  REGIONS,
} from './PromotionWorld';

const MINUTE_MS = 60_000;
/** What is deprecated at once is so within this time: EC2 keeps no time that has passed, and whole minutes only. */
const AT_ONCE_MS = 10 * MINUTE_MS;

/** An AMI, as it is to be or is. */
interface ImageState {
  tags: Record<string, string>;
  /** Of each of its snapshots. */
  snapshotTags: Record<string, string>[];
  launchPermissions: string[];
  deprecated: string | undefined;
  state: string;
}

/** What AWS shows of a family: its AMIs by id, and its parameters by region and channel. */
export interface AwsState {
  images: Record<string, ImageState>;
  parameters: Record<string, string | undefined>;
}

interface AssignmentRow {
  channel: string;
  region: string;
  image_id: string | null;
}

interface PromotedRow {
  image_id: string;
  left_at: number | string | null;
  revoked_at: number | string | null;
  revoked_reason: string | null;
}

/** What the rows of the database desire, of the images that there still are. */
export async function desiredInAws(
  knex: Knex,
  family: string,
  images: Image[],
): Promise<AwsState> {
  const assigned: AssignmentRow[] = await knex('smoke_test_assignments').where({
    family,
  });
  const promoted: PromotedRow[] = await knex(
    'smoke_test_promoted_images',
  ).where({ family });
  const wereOnProduction = await everOnProduction(knex, family);
  const desired: AwsState = { images: {}, parameters: noParameters() };
  for (const { channel, region, image_id: imageId } of assigned) {
    desired.parameters[`${region} ${channel}`] = imageId ?? undefined;
  }
  for (const { imageId } of images) {
    const channels = assigned
      .filter(row => row.image_id === imageId)
      .map(({ channel }) => channel);
    const row = promoted.find(one => one.image_id === imageId);
    const tags = Object.fromEntries(
      channels.map(channel => [`ami-smoke-test:channel:${channel}`, family]),
    );
    const revokedAt = row?.revoked_at;
    if (row && revokedAt) {
      const at = new Date(Number(revokedAt)).toISOString();
      tags['ami-smoke-test:revoked'] = `${at} ${row.revoked_reason}`;
    }
    const isPublished = Object.keys(tags).length > 0;
    desired.images[imageId] = {
      tags: {
        ...tags,
        ...(isPublished && { 'ami-smoke-test:published-by': OWNER }),
      },
      snapshotTags: [tags],
      launchPermissions:
        !revokedAt && channels.includes('production') ? [PARTNER] : [],
      // Only production, of the channels, deprecates what has left it and disables what was revoked.
      deprecated:
        row && wereOnProduction.has(imageId)
          ? deprecationOf(row, channels)
          : undefined,
      state:
        revokedAt && wereOnProduction.has(imageId) ? 'disabled' : 'available',
    };
  }
  return desired;
}

/** As the history tells it. */
async function everOnProduction(
  knex: Knex,
  family: string,
): Promise<Set<string>> {
  const acts: { images: string }[] = await knex('smoke_test_promotion_acts')
    .where({ family, channel: 'production' })
    .whereIn('type', ['promotion', 'roll-back']);
  return new Set(
    acts.flatMap(({ images }) =>
      (JSON.parse(images) as Image[]).map(({ imageId }) => imageId),
    ),
  );
}

function deprecationOf(
  { left_at: leftAt, revoked_at: revokedAt }: PromotedRow,
  channels: string[],
): string | undefined {
  if (revokedAt) return 'at once';
  if (!leftAt || channels.length > 0) return undefined;
  const due = Number(leftAt) + AFTER_DAYS * 24 * 60 * MINUTE_MS;
  return new Date(Math.ceil(due / MINUTE_MS) * MINUTE_MS).toISOString();
}

/** Reads all of it, as anybody can. */
export async function observedInAws(
  world: PromotionWorld,
  family: string,
  images: Image[],
): Promise<AwsState> {
  const observed: AwsState = { images: {}, parameters: noParameters() };
  for (const region of REGIONS) {
    const here = images.filter(image => image.region === region);
    Object.assign(observed.images, await imagesIn(world, region, here));
    const { Parameters = [] } = await world
      .clients(region)
      .ssm.getParameters({ Names: CHANNELS.map(nameOf) });
    for (const channel of CHANNELS) {
      observed.parameters[`${region} ${channel}`] = Parameters.find(
        ({ Name, DataType }) =>
          Name === nameOf(channel) && DataType === 'aws:ec2:image',
      )?.Value;
    }
  }
  return observed;

  function nameOf(channel: string) {
    return `/ami-smoke-test/${family}/${channel}`;
  }
}

async function imagesIn(
  world: PromotionWorld,
  region: string,
  images: Image[],
): Promise<Record<string, ImageState>> {
  if (images.length === 0) return {};
  const { ec2 } = world.clients(region);
  const { Images = [] } = await ec2.describeImages({
    Filters: [
      { Name: 'image-id', Values: images.map(({ imageId }) => imageId) },
    ],
    IncludeDeprecated: true,
    IncludeDisabled: true,
  });
  const snapshots = await snapshotTags(world, region, Images.flatMap(disksOf));
  const states = await Promise.all(
    Images.map(async image => {
      const { LaunchPermissions = [] } = await ec2.describeImageAttribute({
        ImageId: image.ImageId,
        Attribute: 'launchPermission',
      });
      const state: ImageState = {
        tags: tagsOf(image),
        snapshotTags: disksOf(image).map(id => snapshots.get(id) ?? {}),
        launchPermissions: LaunchPermissions.map(({ UserId = '' }) => UserId),
        deprecated: image.DeprecationTime && toldTime(image.DeprecationTime),
        state: String(image.State),
      };
      return [String(image.ImageId), state] as const;
    }),
  );
  return Object.fromEntries(states);
}

async function snapshotTags(
  world: PromotionWorld,
  region: string,
  ids: string[],
): Promise<Map<string, Record<string, string>>> {
  const { Snapshots = [] } = await world
    .clients(region)
    .ec2.describeSnapshots({ SnapshotIds: ids });
  return new Map(Snapshots.map(one => [String(one.SnapshotId), tagsOf(one)]));
}

function disksOf(image: {
  BlockDeviceMappings?: { Ebs?: { SnapshotId?: string } }[];
}): string[] {
  return (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) =>
    Ebs?.SnapshotId ? [Ebs.SnapshotId] : [],
  );
}

function tagsOf({
  Tags = [],
}: {
  Tags?: { Key?: string; Value?: string }[];
}): Record<string, string> {
  return Object.fromEntries(
    Tags.map(({ Key = '', Value = '' }) => [Key, Value]),
  );
}

function toldTime(time: string): string {
  const at = new Date(time);
  return at.getTime() <= Date.now() + AT_ONCE_MS ? 'at once' : at.toISOString();
}

/** Where there was never anything there is no row, and no parameter. */
function noParameters(): AwsState['parameters'] {
  return Object.fromEntries(
    REGIONS.flatMap(region =>
      CHANNELS.map(channel => [`${region} ${channel}`, undefined]),
    ),
  );
}
