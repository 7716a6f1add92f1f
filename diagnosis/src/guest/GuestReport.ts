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
/** How far the files of an image were verified. */
export const FILE_STATES = [
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
