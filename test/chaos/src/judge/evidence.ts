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

import { isDeepStrictEqual } from 'node:util';
import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { PostedRun } from '../load/Load';
import type { StoredObject } from './Bucket';
import { MANIFEST, readManifest, type ArchivedManifest } from './manifest';

/** All that is known of one run at the end. */
export interface RunFacts {
  posted: PostedRun;
  /** What the API says. */
  run: Run;
  /** What S3 has, by path. */
  objects: Map<string, StoredObject>;
  manifest?: ArchivedManifest;
}

export function factsOf(
  posted: PostedRun,
  run: Run,
  objects: Map<string, StoredObject> = new Map(),
): RunFacts {
  return { posted, run, objects, manifest: readManifest(objects) };
}

/** What a run's manifest or its pages show, and S3 does not have, or has otherwise. */
export function missingCaptures(facts: RunFacts): string[] {
  const { run, manifest, objects, posted } = facts;
  const recorded = [
    ...(manifest?.screenshots ?? []).flatMap(({ path, thumbnailPath }) =>
      [path, thumbnailPath].filter(one => one !== undefined),
    ),
    ...(manifest?.objects ?? []).map(({ path }) => path),
  ];
  const absent = [...new Set(recorded)]
    .filter(path => !objects.has(path))
    .map(path => `${posted.name}: ${path} is recorded and not in S3`);
  const pictures = new Set(
    [...objects]
      .filter(([path]) => path.startsWith('screenshots/'))
      .map(([, { sha256 }]) => sha256),
  );
  const unseen = run.frames
    .filter(({ sha256 }) => sha256 !== undefined && !pictures.has(sha256))
    .map(
      ({ offsetMs }) =>
        `${posted.name}: the frame at ${offsetMs} ms is shown and not in S3`,
    );
  return [...absent, ...unseen];
}

/** What S3 has of a run, and no manifest or page shows. */
export function unrecordedCaptures(facts: RunFacts): string[] {
  const { run, manifest, objects, posted } = facts;
  const recorded = new Set((manifest?.objects ?? []).map(({ path }) => path));
  const shown = new Set(run.frames.map(({ sha256 }) => sha256));
  return [...objects].flatMap(([path, { sha256 }]) => {
    if (path === MANIFEST) return [];
    if (!recorded.has(path)) {
      return [`${posted.name}: ${path} is in S3 and not in its manifest`];
    }
    return path.startsWith('screenshots/') && !shown.has(sha256)
      ? [`${posted.name}: ${path} is in S3 and not shown`]
      : [];
  });
}

/** Where a run's manifest is not what S3 holds, or not what the API says. */
export function wrongManifest(facts: RunFacts): string[] {
  const { run, manifest, objects, posted } = facts;
  if (!manifest) return [`${posted.name}: there is no manifest`];
  const wrong = manifest.objects
    .filter(({ path, sha256, size }) => {
      const object = objects.get(path);
      return object && (object.sha256 !== sha256 || object.size !== size);
    })
    .map(({ path }) => `${path} has another hash or size`);
  const both: [string, unknown, unknown][] = [
    ['verdict', manifest.run.verdict, run.verdict],
    ['reason', manifest.run.reason, run.reason],
    ['instance', manifest.run.instanceId, run.instanceId],
    ['online since', manifest.run.onlineAt, run.onlineAt],
    ['checks', manifest.run.checks, run.checks],
    ['screenshots', framesOf(manifest.screenshots), framesOf(run.frames)],
  ];
  const otherwise = both
    .filter(([, one, other]) => !isDeepStrictEqual(one, other))
    .map(
      ([what, one, other]) =>
        `the manifest says ${what} ${JSON.stringify(
          one,
        )}, the API ${JSON.stringify(other)}`,
    );
  return [...wrong, ...otherwise].map(what => `${posted.name}: ${what}`);
}

function framesOf(frames: { offsetMs: number; sha256?: string }[]) {
  return frames.map(({ offsetMs, sha256 }) => [offsetMs, sha256]);
}
