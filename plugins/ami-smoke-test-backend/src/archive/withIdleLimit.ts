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

import { finished, Readable } from 'node:stream';
import { ArchiveUnavailableError } from './Archive';

/**
 * A body that fails when nothing of it comes for so long. Only while somebody wants to read on: a slow reader is not the
 * archive's fault.
 *
 * @param name - what is being read, for the error
 */
export function withIdleLimit(
  body: Readable,
  limitMs: number,
  name: string,
): Readable {
  let timer: NodeJS.Timeout | undefined;
  const limited = new Readable({
    read() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const message = `Nothing more of ${name} came for ${limitMs / 1000} s`;
        limited.destroy(new ArchiveUnavailableError(message));
      }, limitMs);
      body.resume();
    },
    destroy(error, callback) {
      clearTimeout(timer);
      body.destroy();
      callback(error);
    },
  });
  body.pause();
  body.on('data', chunk => {
    clearTimeout(timer);
    // Whoever wants more calls `read` again.
    if (!limited.push(chunk)) body.pause();
  });
  finished(body, error => {
    clearTimeout(timer);
    if (error) limited.destroy(error);
    else limited.push(null);
  });
  return limited;
}
