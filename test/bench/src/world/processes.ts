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

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(
  execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }),
);

interface Stat {
  parent: number;
  ownTicks: number;
  /** Of children that have ended and were waited for. */
  endedTicks: number;
}

/** The CPU time that a process has used, in seconds. */
export function cpuSeconds(pid: number): number {
  return stat(pid).ownTicks / ticksPerSecond;
}

/** The same with everything that it has started, and with what has ended of it. */
export function cpuSecondsOfTree(root: number): number {
  const all = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      all.set(Number(name), stat(Number(name)));
    } catch {
      // It has ended meanwhile.
    }
  }
  const ticksOf = (pid: number): number => {
    const { ownTicks = 0, endedTicks = 0 } = all.get(pid) ?? {};
    const children = [...all].filter(([, { parent }]) => parent === pid);
    return (
      ownTicks +
      endedTicks +
      children.reduce((sum, [child]) => sum + ticksOf(child), 0)
    );
  };
  return ticksOf(root) / ticksPerSecond;
}

/** Who started a process. */
export function parentOf(pid: number): number {
  return stat(pid).parent;
}

/** For how long the main thread of a process could have gone on, had it had a core, in seconds. */
export function secondsWithoutCore(pid: number): number {
  const text = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8');
  return Number(text.split(' ')[1]) / 1e9;
}

/** The memory that a process has in RAM: now, and at most so far, in MiB. */
export function memoryMiB(pid: number): { now: number; peak: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kiB = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]);
  return { now: kiB('VmRSS') / 1024, peak: kiB('VmHWM') / 1024 };
}

/** See proc_pid_stat(5). */
function stat(pid: number): Stat {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may have spaces in it; what follows it begins with the third field.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    parent: field(4),
    ownTicks: field(14) + field(15),
    endedTicks: field(16) + field(17),
  };
}
