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

import type {
  BuildImage,
  PackerBuild,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseImage } from './images';

/** Why the bridge cannot know which image it is to test, and what to do about it. */
export interface Unknown {
  why: string;
  wayOut: string;
}

/** What the manifest says about the build that has just called us. */
export interface OwnBuild {
  packer: PackerBuild;
  images: BuildImage[];
  customData: Record<string, string>;
}

const entrySchema = z.object({
  name: z.string(),
  builder_type: z.string(),
  packer_run_uuid: z.string(),
  artifact_id: z.string().optional(),
  custom_data: z.record(z.string(), z.string()).nullish(),
});

const manifestSchema = z.object({ builds: z.array(z.unknown()) });

/** Which build has called us: Packer tells it to `shell-local` in these variables. */
export function callingBuild(env: NodeJS.ProcessEnv): PackerBuild | Unknown {
  const {
    PACKER_RUN_UUID: runUuid,
    PACKER_BUILD_NAME: buildName,
    PACKER_BUILDER_TYPE: builderType,
  } = env;
  if (runUuid && buildName && builderType) {
    return { runUuid, buildName, builderType };
  }
  const missing = Object.entries({
    PACKER_RUN_UUID: runUuid,
    PACKER_BUILD_NAME: buildName,
    PACKER_BUILDER_TYPE: builderType,
  }).flatMap(([name, value]) => (value ? [] : [name]));
  return {
    why: `Not set: ${missing.join(
      ', ',
    )}. So this was not called by Packer's shell-local post-processor, or something in between (sudo, docker run, env -i) dropped the variable.`,
    wayOut:
      'Call it from a shell-local post-processor and hand the PACKER_* variables on, or name the image: --image us-east-1:ami-…',
  };
}

/** Whether anything tells that Packer has called. */
export function isPackerNear(env: NodeJS.ProcessEnv): boolean {
  return Boolean(
    env.PACKER_RUN_UUID || env.PACKER_BUILD_NAME || env.PACKER_BUILDER_TYPE,
  );
}

/** Finds what the calling build made in the file that the `manifest` post-processor wrote. */
export function ownBuild(
  packer: PackerBuild,
  path: string,
): OwnBuild | Unknown {
  const file = resolve(path);
  const entries = readManifest(file);
  if ('why' in entries) return entries;

  const own = entries.filter(
    entry =>
      entry.packer_run_uuid === packer.runUuid &&
      entry.name === packer.buildName &&
      entry.builder_type === packer.builderType,
  );
  const called = `build "${packer.buildName}" (${packer.builderType}) of Packer run ${packer.runUuid}`;
  if (own.length === 0) {
    return {
      why: `${file} has no entry for ${called}; ${others(entries)}.`,
      wayOut: `Put a manifest post-processor with output = "${path}" before this shell-local one, in the same build, and give each source a manifest file of its own.`,
    };
  }
  if (own.length > 1) {
    return {
      why: `${file} has ${own.length} entries for ${called}: ${own
        .map(entry => entry.artifact_id)
        .join(' and ')}. Any of them may be the one that has just been built.`,
      wayOut:
        'Give each source a name and a manifest file of its own; two build blocks that use one source share its name.',
    };
  }
  return artifactOf(own[0], packer, file);
}

/** Reads a manifest; `undefined` when there is no such file. Throws an error that names the file when it is not a manifest. */
export function parseManifestFile(file: string): unknown[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read: ${(error as Error).message}.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}.`);
  }
  const manifest = manifestSchema.safeParse(json);
  if (!manifest.success) {
    throw new Error(
      `${file} is not the file of a manifest post-processor: it has no list "builds".`,
    );
  }
  return manifest.data.builds;
}

type Entry = z.infer<typeof entrySchema>;

function readManifest(file: string): Entry[] | Unknown {
  let builds: unknown[] | undefined;
  try {
    builds = parseManifestFile(file);
  } catch (error) {
    return {
      why: (error as Error).message,
      wayOut:
        'Delete the file, and give each source a manifest file of its own: parallel builds that write the same one can break it.',
    };
  }
  if (!builds) {
    return {
      why: `There is no manifest ${file}.`,
      wayOut:
        'Put a manifest post-processor before this shell-local one, and name its output with --manifest (AMI_SMOKE_TEST_MANIFEST).',
    };
  }
  return builds.flatMap(build => {
    const entry = entrySchema.safeParse(build);
    return entry.success ? [entry.data] : [];
  });
}

function others(entries: Entry[]): string {
  const last = entries.at(-1);
  if (!last) return 'it has no entries at all';
  const count = entries.length === 1 ? 'its only entry' : 'its last entry';
  return `${count} is "${last.name}" (${last.builder_type}) of run ${last.packer_run_uuid}`;
}

function artifactOf(
  entry: Entry,
  packer: PackerBuild,
  file: string,
): OwnBuild | Unknown {
  const images = (entry.artifact_id ?? '').split(',').map(parseImage);
  const known = images.filter(image => image !== undefined);
  if (known.length === 0 || known.length !== images.length) {
    return {
      why: `The artifact of build "${packer.buildName}" (${
        packer.builderType
      }) in ${file} is ${
        entry.artifact_id ? `"${entry.artifact_id}"` : 'nameless'
      }, which is not a list of AMIs like "us-east-1:ami-…,eu-west-1:ami-…".`,
      wayOut:
        'Call the smoke test only in builds whose builder makes AMIs (amazon-ebs and its kin).',
    };
  }
  return { packer, images: known, customData: entry.custom_data ?? {} };
}
