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

import { indexAfter, withoutSgr } from './sgr';

/** Stands where a secret stood. */
const REDACTED = '[redacted]';

/*
 * Console text is hostile: every repetition here is bounded or cannot be read in two ways, so that no line, however long, takes
 * more time than its length says. Nothing looks across the end of a line: `Password:` at its end is a prompt.
 */
const BLANKS = '[ \\t]{0,64}';
const VALUE = `"[^"\\n]{6,1024}"|'[^'\\n]{6,1024}'|["']?[^\\s"',;]{6,}`;

/** What is called a password or the like: its name, the separator, the value. */
const NAMED_SECRET = new RegExp(
  `(password|passwd|passphrase|secret|secret[_-]?access[_-]?key|api[_-]?key|token)(["']?${BLANKS}[=:]${BLANKS})(${VALUE})`,
  'gi',
);
/** A short one too, when it follows at once: `password=root1`; not `/etc/passwd:12`, which is a line of a file. */
const SHORT_SECRET =
  /(?<!\/)(password|passwd|secret)(["']?[=:])("[^"\n]{1,5}"|'[^'\n]{1,5}'|["']?[^\s"',;]{1,5}(?![^\s"',;]))/gi;
const AUTHORIZATION = new RegExp(
  `(authorization["']?${BLANKS}[=:]${BLANKS}["']?(?:bearer|basic)[ \\t]{1,16})([^\\s"',;]+)`,
  'gi',
);
/** `https://user:password@host`, and only the password. */
const URL_PASSWORD = /(:\/\/[^\s:/@]{0,64}:)([^\s:/@]{1,256})(?=@)/g;

/** Secrets that are known by their looks. */
const LOOKS: RegExp[] = [
  // AWS access key ids: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  // JSON Web Tokens (RFC 7519)
  /\beyJ[\w-]{10,512}\.eyJ[\w-]{10,8192}\.[\w-]{1,2048}/g,
];

/** Secrets that stand between two marks, over many lines. */
interface Block {
  begin: RegExp;
  end: RegExp;
  /** What has not ended after so many characters is not one, or has lost its end. */
  longest: number;
}

const BLOCKS: Block[] = [
  {
    begin: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
    end: /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
    longest: 16 * 1024,
  },
  // EC2Launch prints the administrator's password, encrypted to the key pair.
  { begin: /<Password>/g, end: /<\/Password>/g, longest: 2 * 1024 },
];

/** From where to where a secret goes, without its marks. */
interface Span {
  from: number;
  to: number;
  /** Its end is not in the text. */
  open: boolean;
}

/** Takes secrets out of console text, and leaves its lines where they are. */
export class Redactor {
  readonly #patterns: RegExp[];

  /** @param patterns - further ones, as configured */
  constructor(patterns: string[] = []) {
    this.#patterns = [
      ...LOOKS,
      ...patterns.map(pattern => new RegExp(pattern, 'g')),
    ];
  }

  /**
   * Redacts whole text; a block that begins and does not end is redacted as far as one can go. A colour hides no secret: what is
   * looked at is the text without colours, and a line that has a secret loses its own.
   *
   * @param options - `truncated`: the text may begin inside a block
   */
  redact(text: string, options: { truncated?: boolean } = {}): string {
    const plain = withoutSgr(text);
    const redacted = this.#redactPlain(plain, options);
    if (plain === text || redacted === plain) {
      return redacted === plain ? text : redacted;
    }
    const before = plain.split('\n');
    const after = redacted.split('\n');
    return text
      .split('\n')
      .map((line, at) => (after[at] === before[at] ? line : after[at]))
      .join('\n');
  }

  #redactPlain(text: string, options: { truncated?: boolean }): string {
    let result = text;
    for (const block of BLOCKS) {
      result = withoutSpans(result, spansOf(block, result, options));
    }
    for (const pattern of this.#patterns) {
      result = result.replace(pattern, blackedOut);
    }
    return result
      .replace(NAMED_SECRET, withoutValue)
      .replace(SHORT_SECRET, withoutValue)
      .replace(AUTHORIZATION, `$1${REDACTED}`)
      .replace(URL_PASSWORD, `$1${REDACTED}`);
  }

  /**
   * How much of a growing text may be stored now: up to its last whole line, and not into a block that has begun and may still
   * end.
   */
  safeLength(text: string): number {
    const plain = withoutSgr(text);
    // It ends with a line's end, before which no colour is cut off.
    return indexAfter(text, this.#safePlainLength(plain));
  }

  #safePlainLength(text: string): number {
    let safe = text.lastIndexOf('\n') + 1;
    for (const block of BLOCKS) {
      const last = spansOf(block, text).at(-1);
      if (last?.open && text.length - last.from < block.longest) {
        safe = Math.min(safe, text.lastIndexOf('\n', last.from - 1) + 1);
      }
    }
    return safe;
  }
}

function spansOf(
  block: Block,
  text: string,
  { truncated = false } = {},
): Span[] {
  const spans: Span[] = [];
  let at = 0;
  if (truncated) {
    const begin = next(block.begin, text, 0);
    const end = next(block.end, text, 0);
    if (
      end &&
      end.index <= block.longest &&
      (!begin || end.index < begin.index)
    ) {
      spans.push({ from: 0, to: end.index, open: false });
      at = end.index;
    }
  }
  for (
    let begin = next(block.begin, text, at);
    begin;
    begin = next(block.begin, text, at)
  ) {
    const from = begin.index + begin[0].length;
    const reach = text.slice(from, from + block.longest);
    const end = next(block.end, reach, 0);
    const to = from + (end ? end.index : reach.length);
    spans.push({ from, to, open: !end });
    at = to;
  }
  return spans;
}

function next(mark: RegExp, text: string, from: number) {
  mark.lastIndex = from;
  return mark.exec(text);
}

function withoutSpans(text: string, spans: Span[]): string {
  let result = '';
  let at = 0;
  for (const { from, to } of spans) {
    result += text.slice(at, from) + blackedOut(text.slice(from, to));
    at = to;
  }
  return result + text.slice(at);
}

/** Every line of a secret is blacked out by itself, so that the lines after it keep their numbers. */
function blackedOut(secret: string): string {
  return secret.replace(/[^\n]+/g, REDACTED);
}

function withoutValue(
  match: string,
  name: string,
  separator: string,
  value: string,
  at: number,
  text: string,
): string {
  // `cat: /etc/passwd: Permission denied` tells of a file.
  const [before] = /\S*$/.exec(text.slice(Math.max(0, at - 64), at)) ?? [''];
  if (before.includes('/') && /:[ \t]+$/.test(separator)) return match;
  const quote = /^["']/.exec(value)?.[0] ?? '';
  return `${name}${separator}${quote}${REDACTED}${quote}`;
}
