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

import type { ConsoleLine } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { ConsoleChunk } from '../database/records';

/** The lines of a console log, numbered from 1. A line that spans readings has the offset of the one in which it began. */
export function toConsoleLines(chunks: ConsoleChunk[]): ConsoleLine[] {
  const lines: ConsoleLine[] = [];
  let open: ConsoleLine | undefined;
  for (const { offsetMs, text } of chunks) {
    for (const [part] of text.matchAll(/[^\n]*\n|[^\n]+/g)) {
      if (!open) {
        open = { number: lines.length + 1, offsetMs, text: '' };
        lines.push(open);
      }
      const ends = part.endsWith('\n');
      open.text += ends ? part.slice(0, -1) : part;
      if (ends) open = undefined;
    }
  }
  return lines;
}
