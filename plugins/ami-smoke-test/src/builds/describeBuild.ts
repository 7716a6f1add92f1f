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
  Build,
  RunSummary,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { parseEntityRef } from '@backstage/catalog-model';

/** The verdict of several runs is the first of these that one of them has: the backend's rule. */
const PRECEDENCE: Verdict[] = ['failed', 'cancelled', 'errored', 'passed'];

/** The regions of a build's images, each once. */
export function regionsOf(build: Pick<Build, 'images'>): string[] {
  return [...new Set(build.images.map(image => image.region))];
}

/** The instance types that a build is tested on, each once. */
export function instanceTypesOf(build: Pick<Build, 'runs'>): string[] {
  return [...new Set(build.runs.map(run => run.instanceType))];
}

/** How a build went in each of its regions; no verdict while a run there has none. */
export function verdictsByRegion(
  build: Pick<Build, 'images' | 'runs'>,
): { region: string; verdict: Verdict | undefined; run: RunSummary }[] {
  return regionsOf(build).flatMap(region => {
    const runs = build.runs.filter(({ image }) => image.region === region);
    const verdict = runs.every(run => run.verdict)
      ? PRECEDENCE.find(one => runs.some(run => run.verdict === one))
      : undefined;
    const run = runs.find(one => one.verdict === verdict) ?? runs[0];
    return run ? [{ region, verdict, run }] : [];
  });
}

/** Who started a build, short: a user's name, or the subject of a service. */
export function starterOf(build: Pick<Build, 'createdBy'>): string {
  try {
    const { kind, namespace, name } = parseEntityRef(build.createdBy);
    if (kind !== 'user') return build.createdBy;
    return namespace === 'default' ? name : `${namespace}/${name}`;
  } catch {
    return build.createdBy;
  }
}
