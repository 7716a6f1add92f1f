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

import { InputError } from '@backstage/errors';
import type { RunFolder } from './Archive';

/** One part of a key: a name that no S3 client or file system reads as anything else. */
const PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;

/**
 * The key of an object in a run's folder.
 *
 * @param path - the object's path in the folder, or nothing for the folder itself, whose key ends with a slash
 * @throws InputError that names the part that could lead out of the folder
 */
export function keyOf(prefix: string, folder: RunFolder, path: string): string {
  const { accountId, region, imageId, runId } = folder;
  const names = path === '' ? [] : path.split('/');
  for (const part of [accountId, region, imageId, runId, ...names]) {
    if (!PART.test(part)) {
      throw new InputError(
        `'${part}' in the archive path '${path}' of run '${runId}' is not a plain name: letters, digits, '.', '_' and '-', the first one a letter or digit`,
      );
    }
  }
  return [
    ...(prefix === '' ? [] : [prefix]),
    accountId,
    region,
    imageId,
    runId,
    ...(path === '' ? [''] : names),
  ].join('/');
}
