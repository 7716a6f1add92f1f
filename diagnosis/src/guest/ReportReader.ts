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
import { FILE_STATES, type GuestReport, type Reported } from './GuestReport';
import type { ReportLine } from './reportLines';

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

/** Puts a report together, line by line. */
export class ReportReader {
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
