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
import { type ReportLine, reportLines } from './reportLines';

/** How far the files of an image were verified. */
const FILE_STATES = [
  'whole',
  'partial',
  'no-record',
  'bad-record',
  'no-tool',
  'off',
] as const;

/** A word of the report, and the line of the log that proves it. */
export interface Reported<Value> {
  value: Value;
  /** Of the log, counted from 1. */
  line: number;
  text: string;
}

/** A file that is not as it was recorded. */
export interface ReportedFile {
  /** Its end, after `...`, when it is long. */
  path: string;
  /** What the system said, e.g. `Input/output error`, if it did. */
  why?: string;
}

/** How the files of an image compare with what was recorded when it was built. */
export interface VerifiedFiles {
  /**
   * - `whole`: every recorded file was looked at
   * - `partial`: the time was over before
   * - `no-record`: the image has no record; `bad-record`: it has one that cannot be used
   * - `no-tool`: the image has nothing to hash with
   * - `off`: nobody asked for it
   */
  state: (typeof FILE_STATES)[number];
  recorded: number;
  verified: number;
  unreadable: number;
  changed: number;
  missing: number;
}

/** What a machine reported about itself; what it did not, or not legibly, is missing. Sizes are in MiB. */
export interface GuestReport {
  /**
   * Every line of it arrived, and each says what it should. Of a report that is not whole what is there may be shown, but that
   * something is not there means nothing.
   */
  whole: boolean;
  memory?: Reported<number>;
  root?: Reported<{
    fileSystem: number;
    /** Unknown where there is something between it and the file system, as with LVM. */
    partition?: number;
    /** All partitions of the disk. */
    partitioned?: number;
    disk?: number;
  }>;
  disks: Reported<{ name: string; size: number }>[];
  drivers: Reported<{ interface: string; driver: string }>[];
  hasDefaultRoute?: Reported<boolean>;
  nameServers?: Reported<number>;
  failedUnits: Reported<string>[];
  files?: Reported<VerifiedFiles>;
  /** The first of each kind. */
  unreadable: Reported<ReportedFile>[];
  changed: Reported<ReportedFile>[];
  missing: Reported<ReportedFile>[];
}

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

/** Whole counts only: what is no number, or a size that no machine has, is not taken. */
function count(field: string | undefined): number | undefined {
  return field && /^\d{1,12}$/.test(field) ? Number(field) : undefined;
}

/** So many names of one kind a report has at most. */
const MOST_NAMES = 50;

/** @returns whether there was room */
function added<Item>(list: Item[], item: Item): boolean {
  return list.length < MOST_NAMES && list.push(item) > 0;
}

class ReportReader {
  readonly report: GuestReport = {
    whole: false,
    disks: [],
    drivers: [],
    failedUnits: [],
    unreadable: [],
    changed: [],
    missing: [],
  };
  readonly #seen = new Set<string>();

  /** @returns whether the line says what a line of its kind should */
  take(line: ReportLine): boolean {
    if (this.#seen.has(line.text)) return true;
    this.#seen.add(line.text);
    const { kind, fields } = line;
    const { report } = this;
    const proven = <Value>(value: Value): Reported<Value> => ({
      value,
      line: line.line,
      text: line.text,
    });
    switch (kind) {
      case 'begin':
      case 'end':
      case 'units':
        return true;
      case 'memory': {
        const size = count(fields[0]);
        if (size !== undefined) report.memory = proven(size);
        return size !== undefined;
      }
      case 'root': {
        const [, ...sizes] = fields;
        const [fileSystem, partition, partitioned, disk] = sizes.map(count);
        if (fileSystem === undefined) return sizes[0] === '-';
        report.root = proven({ fileSystem, partition, partitioned, disk });
        return true;
      }
      case 'disk': {
        const [name] = fields;
        const size = count(fields[1]);
        if (size === undefined) return false;
        return added(report.disks, proven({ name, size }));
      }
      case 'driver': {
        const [name, driver] = fields;
        if (!driver) return false;
        return added(report.drivers, proven({ interface: name, driver }));
      }
      case 'route':
        report.hasDefaultRoute = proven(fields.some(name => name !== '-'));
        return fields.length > 0;
      case 'dns': {
        const servers = count(fields[0]);
        if (servers !== undefined) report.nameServers = proven(servers);
        return servers !== undefined;
      }
      case 'unit':
        if (fields.length !== 1) return false;
        return added(report.failedUnits, proven(fields[0]));
      case 'files':
        return this.#takeFiles(line);
      case 'unreadable':
      case 'changed':
      case 'missing': {
        const [path, why] = fields;
        if (!path) return false;
        return added(
          report[kind],
          proven({ path, ...(why && why !== '-' && { why }) }),
        );
      }
      default:
        // Of a later version of the probe: it says more, and nothing else.
        return true;
    }
  }

  /** As many files are named as were counted, or the most that are named. */
  hasAllNames(): boolean {
    const { files, ...named } = this.report;
    return (
      files !== undefined &&
      (['unreadable', 'changed', 'missing'] as const).every(
        kind => named[kind].length === Math.min(files.value[kind], MOST_NAMES),
      )
    );
  }

  #takeFiles({ fields, line, text }: ReportLine): boolean {
    const state = FILE_STATES.find(one => one === fields[0]);
    const [recorded, verified, unreadable, changed, missing] = fields
      .slice(1)
      .map(count);
    if (
      !state ||
      recorded === undefined ||
      verified === undefined ||
      unreadable === undefined ||
      changed === undefined ||
      missing === undefined
    ) {
      return false;
    }
    // What was looked at is good, or counted as something else.
    const good = verified - unreadable - changed - missing;
    if (good < 0 || (state === 'whole' && verified !== recorded)) return false;
    this.report.files = {
      value: { state, recorded, verified, unreadable, changed, missing },
      line,
      text,
    };
    return true;
  }
}
