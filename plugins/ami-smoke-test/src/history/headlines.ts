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
  Headline,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** The headlines that the runs of some builds have, each once, by title: what can be asked for. */
export function headlinesOf(builds: Pick<Build, 'runs'>[]): Headline[] {
  const byId = new Map<string, Headline>();
  for (const { headline } of builds.flatMap(({ runs }) => runs)) {
    if (headline && !byId.has(headline.id)) byId.set(headline.id, headline);
  }
  return [...byId.values()].sort((a, b) => a.title.localeCompare(b.title));
}
