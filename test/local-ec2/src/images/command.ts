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
import { promisify } from 'node:util';

// Debian keeps mke2fs and debugfs where only root's PATH looks.
const env = {
  ...process.env,
  PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
  LC_ALL: 'C',
};

/**
 * Runs a program to its end.
 *
 * @returns what it wrote to its standard output
 * @throws Error with the program's own words, or, where it is not installed, with the package it comes from
 */
export async function command(
  program: string,
  args: string[],
  options: { cwd?: string } = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      ...options,
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { code, message, stderr } = error as NodeJS.ErrnoException & {
      stderr?: string;
    };
    if (code === 'ENOENT') {
      throw new Error(`'${program}' is not installed${origin(program)}`);
    }
    throw new Error(
      `'${program} ${args.join(' ')}' failed: ${stderr?.trim() || message}`,
    );
  }
}

function origin(program: string): string {
  if (program === 'mke2fs' || program === 'debugfs') {
    return ': it is part of the package e2fsprogs';
  }
  if (program.startsWith('apt-') || program.startsWith('dpkg-')) {
    return ': demo images are built from Debian packages, on Debian only';
  }
  return '';
}
