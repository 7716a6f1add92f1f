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

/** What stands before a message: a level, the clock of the kernel or of a logger, and who logged. */
const STAMP = new RegExp(
  [
    String.raw`<\d{1,3}>`,
    String.raw`\[ {0,7}\d{1,7}\.\d{1,9}\](?:\[ {0,8}[TC]\d{1,7}\])?`,
    // 2026-01-02T03:04:05.678+00:00, 2026/01/02 03:04:05Z:
    String.raw`\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?:?(?= )`,
    // Jan  2 03:04:05 ip-10-0-0-12
    String.raw`(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,255}`,
    String.raw`kernel:(?= )`,
  ].join('|'),
  'y',
);

/** The message without its time, level and host, so that patterns need to know nothing of them. */
export function withoutStamp(message: string): string {
  let begin = 0;
  for (;;) {
    STAMP.lastIndex = begin;
    if (!STAMP.test(message)) return message.slice(begin);
    begin = STAMP.lastIndex;
    while (message[begin] === ' ') begin += 1;
  }
}
