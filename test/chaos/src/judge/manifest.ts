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
  CheckSummary,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { StoredObject } from './Bucket';

/** What the judge reads of a run's manifest.json. */
export interface ArchivedManifest {
  run: {
    id: string;
    verdict?: Verdict;
    reason?: string;
    cleanup: string;
    instanceId?: string;
    onlineAt?: string;
    checks: CheckSummary[];
    screenshots: number;
  };
  screenshots: {
    offsetMs: number;
    path?: string;
    thumbnailPath?: string;
    sha256?: string;
  }[];
  objects: { path: string; sha256: string; size: number }[];
}

export const MANIFEST = 'manifest.json';

/** The manifest among the objects of a run, when there is one that can be read. */
export function readManifest(
  objects: Map<string, StoredObject> | undefined,
): ArchivedManifest | undefined {
  const text = objects?.get(MANIFEST)?.text;
  return text === undefined ? undefined : JSON.parse(text);
}
