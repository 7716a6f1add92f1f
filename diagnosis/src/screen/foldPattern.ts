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

import { RE2JS } from 're2js';
import { foldCharacter } from './fold';

/** The pieces of a pattern in RE2's syntax; what is none of the named ones is a literal character. */
const PIECES = new RegExp(
  [
    String.raw`(?<space>(?: |\\s)[+*?]?)`,
    String.raw`(?<digit>\\d)`,
    String.raw`(?<group>\(\?(?:P?<\w+>|[a-zA-Z-]*[:)]))`,
    String.raw`(?<class>\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\])`,
    String.raw`(?<syntax>\\(?:[a-zA-Z]\{[^}]*\}|p.|x..|[a-zA-Z0-9])|\{\d+,?\d*\}|[.*+?^$|()])`,
    String.raw`(?<dashes>-+)`,
    String.raw`(?<literal>\\?.)`,
  ].join('|'),
  'gsu',
);

const ASCII = Array.from({ length: 128 }, (_, code) =>
  String.fromCharCode(code),
);

/**
 * A pattern in RE2's syntax as it is tried on folded lines (see `fold`): its literal characters are folded, and spaces, which text
 * recognition loses now and then, may be missing.
 */
export function foldPattern(source: string): string {
  return source.replace(PIECES, (piece, ...rest) => {
    const found = rest.at(-1) as Record<string, string | undefined>;
    if (found.space) return /\\s|[+*]/.test(piece) ? ' *' : ' ?';
    if (found.digit) return foldClass('[\\d]');
    if (found.class) return foldClass(piece);
    if (found.dashes) return '-';
    if (found.literal) return escaped(foldCharacter(piece.slice(-1)));
    return piece;
  });
}

/** A class takes what stands for its members as well. One of what it is not stays as it is. */
function foldClass(piece: string): string {
  if (piece.startsWith('[^')) return piece;
  const members = RE2JS.compile(piece, RE2JS.CASE_INSENSITIVE);
  const folded = ASCII.filter(each => members.test(each))
    .map(foldCharacter)
    .filter(each => !members.test(each));
  return `${piece.slice(0, -1)}${[...new Set(folded)].join('')}]`;
}

function escaped(character: string): string {
  return /[\\.*+?^$|(){}[\]]/.test(character) ? `\\${character}` : character;
}
