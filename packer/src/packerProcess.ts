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

import { readFileSync } from 'node:fs';

interface Process {
  name: string;
  parent: number;
}

/**
 * Notices when Packer has gone. A CI job that is stopped tells only Packer, which kills the outer one of the two shells that
 * it runs a script with, and leaves: no signal gets to the script (tried with 1.6.6). Works where there is a `/proc`; elsewhere
 * the next line that cannot be written tells.
 *
 * @returns what ends the watch
 */
export function watchPacker(onGone: () => void): () => void {
  const ancestors = ancestorsUpToPacker();
  if (!ancestors) return () => {};
  const timer = setInterval(() => {
    const links = [process.pid, ...ancestors];
    const isWhole = ancestors.every(
      (parent, index) => read(links[index])?.parent === parent,
    );
    if (!isWhole) onGone();
  }, 500);
  return () => clearInterval(timer);
}

function ancestorsUpToPacker(): number[] | undefined {
  const ancestors: number[] = [];
  for (let pid = process.ppid; pid > 1; ) {
    const found = read(pid);
    if (!found) return undefined;
    ancestors.push(pid);
    // Packer's scripts are called packer-shell…
    if (/^packer(?!-shell)/.test(found.name)) return ancestors;
    pid = found.parent;
  }
  return undefined;
}

/** See https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: `pid (name) state ppid …`. */
function read(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return {
      name: stat.slice(stat.indexOf('(') + 1, end),
      parent: Number(stat.slice(end + 2).split(' ')[1]),
    };
  } catch {
    return undefined;
  }
}
