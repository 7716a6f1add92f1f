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

import { setImmediate } from 'node:timers/promises';
import { Turn } from './Turn';

/** A line longer than this is looked at no further: what follows has to be the same. */
const LONGEST = 4096;

/*
 * Console text is hostile: each of these takes time that grows with the line and no faster. Their order matters: what looks like
 * two things is taken for the first.
 */
const ALWAYS_DIFFERENT: [RegExp, string][] = [
  // Where a device is on the bus: 0000:00:1f.2
  [/\b[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\b/gi, '<pci>'],
  // The kernel's clock, with the thread or processor that some configurations print: `[    1.234567][    T1] `
  [/\[ {0,8}\d{1,8}\.\d{6}\](?:\[ {0,8}[TC]\d{1,7}\])?/g, '[<time>]'],
  [/\baudit\(\d{1,12}\.\d{1,6}:\d{1,10}\)/g, 'audit(<time>)'],
  // 2026-01-02T03:04:05.678+00:00, 2026-01-02 03:04:05,678
  [
    /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?/g,
    '<time>',
  ],
  // Fri, 02 Jan 2026 03:04:05 +0000; Jan  2 03:04:05; Fri Jan  2 03:04:05 UTC 2026
  [
    /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?: {1,2}\d{1,2})?(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,9})?(?: (?:UTC|GMT|[+-]\d{4}))?(?: \d{4}\b)?/g,
    '<time>',
  ],
  // Those of partitions are shorter, and systemd writes `\x2d` for `-`: PARTUUID=1a2b3c4d-01, by\x2duuid-7B77\x2d95E7
  [
    /(uuid(?:=|\/|-|\\x2d))[0-9a-f]{4,8}(?:(?:-|\\x2d)[0-9a-f]{1,12}){1,4}(?![0-9a-f])/gi,
    '$1<uuid>',
  ],
  [
    /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
    '<uuid>',
  ],
  [/\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi, '<mac>'],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\b/g, '<time>'],
  // The names that EC2 gives to hosts have their address in them: ip-10-0-0-12
  [/\bip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\b/g, '<ip>'],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, '<ip>'],
  [
    /(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::|[0-9a-f]{1,4})[0-9a-f:]{0,40}(?![\w:])/gi,
    '<ip>',
  ],
  [/(?<![\w:])[0-9a-f]{1,4}::[0-9a-f:]{0,40}(?![\w:])/gi, '<ip>'],
  [/\b0x[0-9a-f]{1,32}\b/gi, '<hex>'],
  // What AWS made for this run only: i-, vol-, eni-, r-, and the image itself
  [
    /\b(i|r|vol|eni|ami|snap|subnet|sg)-?(?:[0-9a-f]{17}|[0-9a-f]{8})\b/g,
    '$1-<id>',
  ],
  [/\bSHA256:[A-Za-z0-9+/]{43}=?/g, 'SHA256:<hash>'],
  [
    /\b(ssh-[a-z0-9]{1,16}|ecdsa-[a-z0-9-]{1,32}) [A-Za-z0-9+/=]{40,2048}/g,
    '$1 <key>',
  ],
  [/\b[0-9a-f]{12,128}\b/gi, '<hex>'],
  // systemd[1]:, sshd[812]:, pid 812, PID: 812
  [/(?<=[\w)-])\[\d{1,7}\](?=[:.\s])/g, '[<pid>]'],
  [/\b(pid)([ :=]{1,2})\d{1,7}\b/gi, '$1$2<pid>'],
  // 1min 2.345s, 12 ms, 3.5 seconds
  [
    /\b\d{1,9}(?:\.\d{1,9})? ?(?:ns|us|µs|ms|msecs?|milliseconds?|s|secs?|seconds?|m|min|minutes?|h|hours?)\b/g,
    '<duration>',
  ],
  [
    /\b\d{1,9}(?:\.\d{1,9})? ?(?:[KMGT]i?)?(?:B|b|bytes|bits?|Hz)(?:\/s(?:ec)?|ps)?(?![\w/])/g,
    '<size>',
  ],
  [/\b\d{1,9}(?:\.\d{1,9})? BogoMIPS\b/gi, '<speed>'],
  [/\blpj=\d{1,12}/g, 'lpj=<speed>'],
];

/**
 * A line of a console log without what differs on every boot, so that the same line of two boots is the same text: times,
 * addresses, ids, process numbers, durations and speeds.
 */
export function normaliseLine(line: string): string {
  let result = line.slice(0, LONGEST);
  for (const [pattern, name] of ALWAYS_DIFFERENT) {
    result = result.replace(pattern, name);
  }
  return result.trimEnd() + line.slice(LONGEST);
}

/** The same for many lines; others have their turn meanwhile. */
export async function normaliseLines(lines: string[]): Promise<string[]> {
  const turn = new Turn();
  const normalised: string[] = [];
  for (const line of lines) {
    normalised.push(normaliseLine(line));
    if (turn.isOver(line.length)) await setImmediate();
  }
  return normalised;
}
