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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** What may explain why two runs went differently. */
export const FACTS = [
  'family',
  'image',
  'sourceImage',
  'gitRevision',
  'region',
  'zone',
  'instanceType',
  'profile',
] as const;

/** {@inheritDoc FACTS} */
export type FactName = (typeof FACTS)[number];

/** One fact about two runs. */
export interface Fact {
  name: FactName;
  here?: string;
  there?: string;
  /** Both are known and not the same. An image's id says nothing by that: each build has its own. */
  differs: boolean;
  /** Both are known and the same. */
  same: boolean;
}

const VALUES: Record<FactName, (run: Run) => string | undefined> = {
  family: run => run.family,
  image: run => run.image.imageId,
  sourceImage: run => run.build.lineage?.sourceImageId,
  gitRevision: run => run.build.lineage?.gitRevision?.slice(0, 12),
  region: run => run.image.region,
  zone: run => run.availabilityZone,
  instanceType: run => run.instanceType,
  profile: run => run.profile,
};

/** The facts that one of the runs tells, and whether they differ. */
export function factsOf(here: Run, there: Run | undefined): Fact[] {
  return FACTS.map(name => {
    const ours = VALUES[name](here);
    const theirs = there && VALUES[name](there);
    return {
      name,
      here: ours,
      there: theirs,
      differs:
        name !== 'image' &&
        ours !== undefined &&
        theirs !== undefined &&
        ours !== theirs,
      same: ours !== undefined && ours === theirs,
    };
  }).filter(fact => fact.here !== undefined || fact.there !== undefined);
}
