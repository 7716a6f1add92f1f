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

import type { SmokeTestStore } from '../database/SmokeTestStore';
import { type Archive, type RunFolder } from './Archive';

/**
 * Removes from a run's folder what has no row: frames of a process that lost the run before it could write them down.
 *
 * @throws ArchiveUnavailableError
 */
export async function sweepFolder(
  folder: RunFolder,
  {
    archive,
    store,
  }: {
    archive: Pick<Archive, 'key' | 'list' | 'delete'>;
    store: Pick<SmokeTestStore, 'objectsOf'>;
  },
): Promise<void> {
  const found = await archive.list(archive.key(folder, ''));
  const rows = await store.objectsOf(folder.runId);
  const known = new Set(rows.map(({ path }) => archive.key(folder, path)));
  const strays = found.map(({ key }) => key).filter(key => !known.has(key));
  if (strays.length > 0) await archive.delete(strays);
}
