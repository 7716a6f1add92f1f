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

/** Stands where a secret stood. */
const REDACTED = '[redacted]';

/** Secrets that one line holds. */
const SECRETS: RegExp[] = [
  // AWS access key ids (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html) and what follows as secret
  /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g,
  /(?<=aws_secret_access_key\s*[=:]\s*["']?)[A-Za-z0-9/+]{40}\b/gi,
  /(?<=aws_session_token\s*[=:]\s*["']?)[A-Za-z0-9/+=]{60,}/gi,
  // JSON Web Tokens, and what is called a token, a password or a secret
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/g,
  /(?<=\b(?:password|passwd|secret|api[_-]?key|token)\s*[=:]\s*["']?)[^\s"',;]{6,}/gi,
  /(?<=\bauthorization:\s*(?:bearer|basic)\s+)\S+/gi,
];

/** Secrets that stand between two marks, over many lines. */
const BLOCKS: { begin: RegExp; end: RegExp }[] = [
  {
    begin: /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
    end: /-----END [A-Z ]*PRIVATE KEY-----/,
  },
  // EC2Launch prints the administrator's password, encrypted to the key pair.
  { begin: /<Password>/i, end: /<\/Password>/i },
];

/** Takes secrets out of console text. */
export class Redactor {
  readonly #patterns: RegExp[];

  /** @param patterns - further ones, as configured */
  constructor(patterns: string[] = []) {
    this.#patterns = [
      ...SECRETS,
      ...patterns.map(pattern => new RegExp(pattern, 'g')),
    ];
  }

  /**
   * Redacts whole text; a block that begins and does not end is redacted to the end.
   */
  redact(text: string): string {
    return this.#patterns.reduce(
      (rest, pattern) => rest.replace(pattern, REDACTED),
      BLOCKS.reduce(withoutBlocks, text),
    );
  }

  /**
   * How much of a growing text may be stored now: up to its last whole line, and not into a block that has begun and not ended
   * yet.
   */
  safeLength(text: string): number {
    const wholeLines = text.lastIndexOf('\n') + 1;
    return BLOCKS.reduce((safe, block) => {
      const begun = openBlock(text, block);
      return begun === undefined
        ? safe
        : Math.min(safe, text.lastIndexOf('\n', begun) + 1);
    }, wholeLines);
  }
}

function withoutBlocks(
  text: string,
  { begin, end }: { begin: RegExp; end: RegExp },
): string {
  const result: string[] = [];
  // A reading may begin inside a block whose beginning it has lost.
  let inside = isBefore(end, begin, text);
  let rest = text;
  while (rest) {
    const mark = (inside ? end : begin).exec(rest);
    const until = mark ? mark.index : rest.length;
    const before = rest.slice(0, until);
    // A block keeps its number of lines, so that the lines after it keep their numbers.
    result.push(inside ? before.replace(/.+/g, REDACTED) : before);
    result.push(mark ? mark[0] : '');
    rest = rest.slice(until + (mark ? mark[0].length : 0));
    inside = !inside;
  }
  return result.join('');
}

function isBefore(first: RegExp, second: RegExp, text: string): boolean {
  const at = text.search(first);
  if (at < 0) return false;
  const other = text.search(second);
  return other < 0 || at < other;
}

/** Where a block begins that has no end. */
function openBlock(
  text: string,
  block: { begin: RegExp; end: RegExp },
): number | undefined {
  let from = 0;
  for (;;) {
    const begin = block.begin.exec(text.slice(from));
    if (!begin) return undefined;
    const start = from + begin.index;
    const end = block.end.exec(text.slice(start));
    if (!end) return start;
    from = start + end.index + end[0].length;
  }
}
