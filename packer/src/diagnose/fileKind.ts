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

import { guessEncoding } from '@ami-smoke-test/diagnosis';

/** What a file is, as far as its first bytes tell. */
export type FileKind = 'text' | 'picture' | 'other';

/** How much of a file is looked at. */
export const HEAD_BYTES = 64 * 1024;

const PICTURES = [
  /^\xff\xd8\xff/, // JPEG
  /^\x89PNG\r\n/,
  /^GIF8/,
  /^RIFF.{4}WEBP/s,
  /^(?:II\*\0|MM\0\*)/, // TIFF
];

/** What no log has, however damaged it is, in more than a fifth of its characters. */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\x01-\x06\x0e-\x1a\x1c-\x1f\ufffd]/g;

/** Tells a log from a screenshot by its content, since names tell little. NULs mean nothing: serial consoles give them. */
export function kindOf(head: Buffer): FileKind {
  const bytes = head.toString('latin1');
  if (PICTURES.some(magic => magic.test(bytes))) return 'picture';
  const text = new TextDecoder(guessEncoding(head))
    .decode(head)
    .replaceAll('\0', '');
  const unprintable = text.match(UNPRINTABLE)?.length ?? 0;
  return unprintable <= text.length / 5 ? 'text' : 'other';
}
