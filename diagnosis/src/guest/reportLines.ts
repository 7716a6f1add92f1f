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
/**
 * The lines in which a machine reports about itself on its serial console, `ASTG1 <number> <kind>[ <field>…] #<check>`:
 *
 * - numbered from 1, and the last one, `end`, tells how many there are: a missing line shows
 * - shorter than 120 characters; a field is percent-encoded, and has neither blanks nor `#` nor control characters
 * - each with a check, so that a line that another one has broken into is no line
 *
 * They are found anywhere in a line of the log, as the console may have been in the middle of another.
 */
const LINE =
  /ASTG1 (\d{1,4}) ([a-z]{1,12})((?: [^\s#]{1,120}){0,8}) #([0-9a-f]{6})/y;
const SIGN = 'ASTG1 ';

/** A report has some hundred lines at most, and is printed twice; of a log that has more the end tells. */
const MOST_LINES = 1_000;

/** One line of a report. */
export interface ReportLine {
  number: number;
  kind: string;
  /** Decoded. */
  fields: string[];
  /** As it was printed. */
  text: string;
  /** Of the log, counted from 1. */
  line: number;
}

/** The lines of reports that arrived whole, in the order of the log; of very many the last. */
export function reportLines(log: string): ReportLine[] {
  const found: ReportLine[] = [];
  let line = 1;
  let end = log.indexOf('\n');
  for (const at of lastSigns(log)) {
    while (end >= 0 && end < at) {
      line += 1;
      end = log.indexOf('\n', end + 1);
    }
    LINE.lastIndex = at;
    const [text, number, kind, fields, check] = LINE.exec(log) ?? [];
    if (text && checkOf(text.slice(0, -' #000000'.length)) === check) {
      found.push({
        number: Number(number),
        kind,
        fields: fields.split(' ').slice(1).map(decoded),
        text,
        line,
      });
    }
  }
  return found;
}

/** Where lines of reports may begin. */
function lastSigns(log: string): number[] {
  if (!log.includes(SIGN)) return [];
  const signs: number[] = [];
  let at = log.lastIndexOf(SIGN);
  while (at >= 0 && signs.length < MOST_LINES) {
    signs.push(at);
    at = at === 0 ? -1 : log.lastIndexOf(SIGN, at - 1);
  }
  return signs.reverse();
}

/** A report as a machine prints it, `end` included: for tests, and for machines that only play a boot. */
export function printGuestReport(lines: string[][]): string {
  return [...lines, ['end', String(lines.length + 1)]]
    .map(([kind, ...fields], index) => {
      const text = [
        'ASTG1',
        String(index + 1),
        kind,
        ...fields.map(encoded),
      ].join(' ');
      return `${text} #${checkOf(text)}\n`;
    })
    .join('');
}

/** What awk and PowerShell can work out as well, without numbers above 2^53. */
function checkOf(text: string): string {
  let check = 0;
  for (const byte of Buffer.from(text)) check = (check * 257 + byte) % 16777213;
  return check.toString(16).padStart(6, '0');
}

function encoded(field: string): string {
  return [...Buffer.from(field)]
    .map(byte => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9/._+@,:-]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** File names may have any bytes: those that are no UTF-8 become U+FFFD, and what would hide or turn around other words does, too. */
function decoded(field: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < field.length; at += 1) {
    const hex = /^%([0-9A-F]{2})/.exec(field.slice(at, at + 3))?.[1];
    bytes.push(hex ? parseInt(hex, 16) : field.charCodeAt(at) & 0xff);
    if (hex) at += 2;
  }
  return Buffer.from(bytes)
    .toString('utf8')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
