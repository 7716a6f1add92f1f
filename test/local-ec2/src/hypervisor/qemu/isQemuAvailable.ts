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

import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The program that runs machines. */
export const qemuProgram = 'qemu-system-x86_64';

export type QemuAvailability =
  | { available: true; version: string }
  | { available: false; why: string };

/** Whether machines can be run here, and if not, why, in words for the user. */
export async function isQemuAvailable(): Promise<QemuAvailability> {
  try {
    const { stdout } = await promisify(execFile)(qemuProgram, ['--version']);
    const version = /version (\S+)/.exec(stdout)?.[1];
    return version
      ? { available: true, version }
      : { available: false, why: `${qemuProgram} does not say its version` };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? `${qemuProgram} is not installed (on Debian: apt-get install --no-install-recommends qemu-system-x86)`
        : `${qemuProgram} cannot be run: ${message}`;
    return { available: false, why };
  }
}

/**
 * How the guest's instructions are to be executed. That `/dev/kvm` can be opened does not mean that the processor helps: there
 * are software backends on which a guest hardly moves, so one of the two real ones has to be loaded.
 */
export async function accelerator(): Promise<'kvm' | 'tcg'> {
  const usable = (path: string, mode?: number) =>
    access(path, mode).then(
      () => true,
      () => false,
    );
  const [device, intel, amd] = await Promise.all([
    usable('/dev/kvm', constants.R_OK + constants.W_OK),
    usable('/sys/module/kvm_intel'),
    usable('/sys/module/kvm_amd'),
  ]);
  return device && (intel || amd) ? 'kvm' : 'tcg';
}
