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
import type { GuestReport } from './GuestReport';
import { type ReportLine, reportLines } from './reportLines';
import { ReportReader } from './ReportReader';

/**
 * Reads the last report that a machine printed about itself (see `reportLines`); nothing when there is none. A report may be
 * printed more than once: the copies complete one another. All of it comes from inside the image, so it is believed only as far
 * as the image is: bounded, never a pattern, never a path here.
 */
export function readGuestReport(log: string): GuestReport | undefined {
  const lines = lastReport(reportLines(log));
  if (lines.length === 0) return undefined;
  const reader = new ReportReader();
  const legible = lines.map(line => reader.take(line)).every(Boolean);
  reader.report.whole = legible && isComplete(lines) && reader.hasAllNames();
  return reader.report;
}

/** A machine that starts again begins another report, at another time of its clock. */
function lastReport(lines: ReportLine[]): ReportLine[] {
  const begins = lines.filter(({ kind }) => kind === 'begin');
  const last = begins.at(-1);
  const first = begins.find(({ text }) => text === last?.text);
  return first ? lines.slice(lines.indexOf(first)) : lines;
}

function isComplete(lines: ReportLine[]): boolean {
  const texts = new Map<number, string>();
  for (const { number, text } of lines) {
    if ((texts.get(number) ?? text) !== text) return false;
    texts.set(number, text);
  }
  const end = lines.find(({ kind }) => kind === 'end');
  const begin = lines.find(({ kind }) => kind === 'begin');
  return (
    begin?.number === 1 &&
    end !== undefined &&
    end.fields[0] === String(end.number) &&
    texts.size === end.number &&
    Math.max(...texts.keys()) === end.number
  );
}
