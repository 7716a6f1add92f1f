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

import {
  imageIdSchema,
  regionSchema,
  type Build,
  type BuildImage,
  type PackerBuild,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Backend } from '../backend';
import { Conflict } from '../errors';
import { callingBuild, ownBuild } from '../manifest';
import type { SettingsReader } from '../SettingsReader';

/** What a command of promotion is about. */
export type Target =
  | { buildId: string }
  | { images: BuildImage[]; packer?: PackerBuild };

/** Where there is a problem. */
const NOTHING: Target = { images: [] };

/** No build of the images is known. */
export class NotTested extends Conflict {}

/**
 * Reads what it is about: `--build`, or `--image-id` with its `--region`, or else what the calling Packer build has made.
 *
 * @param env - where Packer tells which build has called; without it that is not asked
 */
export function readTarget(
  read: SettingsReader,
  env?: NodeJS.ProcessEnv,
): Target {
  const problems = read.problems.length;
  const buildId = read.uuid('build');
  const imageId = read.checked(
    'image-id',
    imageIdSchema,
    'an AMI id like ami-0abcdef1234567890',
  );
  const regions = read.list('region', regionSchema, 'a region like us-east-1');
  if (read.problems.length > problems) return NOTHING;
  if (buildId && imageId) {
    read.complain('build', 'and --image-id are both given; give one of them');
  } else if (buildId) {
    return { buildId };
  } else if (imageId && regions.length === 1) {
    return { images: [{ region: regions[0], imageId }] };
  } else if (imageId) {
    read.complain('region', `must be the one region in which ${imageId} is`);
  } else {
    return env ? packersTarget(read, env) : unnamed(read, '');
  }
  return NOTHING;
}

function packersTarget(read: SettingsReader, env: NodeJS.ProcessEnv): Target {
  const packer = callingBuild(env);
  if ('why' in packer) {
    return unnamed(
      read,
      ', or call it from a shell-local post-processor after manifest',
    );
  }
  const own = ownBuild(packer, read.text('manifest') ?? 'packer-manifest.json');
  if ('why' in own) {
    read.complain('manifest', `does not help: ${own.why} ${own.wayOut}`);
    return NOTHING;
  }
  return { images: own.images, packer };
}

function unnamed(read: SettingsReader, or: string): Target {
  read.complain(
    'build',
    `is not set; give the id of a build, or name the image with --image-id and --region${or}`,
  );
  return NOTHING;
}

/** Finds the build. Throws `NotTested` when there is none. */
export async function buildIdOf(
  backend: Backend,
  target: Target,
): Promise<string> {
  if ('buildId' in target) return target.buildId;
  const { images, packer } = target;
  const [{ imageId, region }] = images;
  const builds = await backend.listBuilds({ imageId, region, limit: 100 });
  const found = builds.filter(build => isOf(build, images));
  const own = found.find(
    build =>
      packer &&
      build.packer?.runUuid === packer.runUuid &&
      build.packer.buildName === packer.buildName,
  );
  const build = own ?? found.sort(byImages)[0];
  if (build) return build.id;
  throw new NotTested(
    `No build of ${images
      .map(image => `${image.imageId} in ${image.region}`)
      .join(
        ', ',
      )} is known: it was not tested, or it is of a family that this token may not read.`,
  );
}

/** Re-tests and verifications make nothing that could be promoted. */
function isOf(build: Build, images: BuildImage[]): boolean {
  return (
    build.source !== 'retest' &&
    build.source !== 'verification' &&
    images.every(image =>
      build.images.some(
        ({ region, imageId }) =>
          region === image.region && imageId === image.imageId,
      ),
    )
  );
}

/** A build is promoted as a whole: one that has more regions comes before one that tested a part of them again. The sort is stable. */
function byImages(one: Build, other: Build): number {
  return other.images.length - one.images.length;
}
