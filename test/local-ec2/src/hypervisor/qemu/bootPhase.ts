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

import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const longestMs = 12_000;
const everyMs = 250;
/** One quiet moment may be a guest that waits for a disk or an answer; so many in a row are the end of its work. */
const quietLooks = 6;

/**
 * Waits until a machine no longer needs a processor for itself: until it is idle, ends, or has had its time.
 *
 * @param pid - its process
 * @param over - aborted when it is known in another way that the phase is over
 */
export async function bootPhase(
  pid: number | undefined,
  over: AbortSignal,
): Promise<void> {
  const end = Date.now() + longestMs;
  let quiet = 0;
  while (!over.aborted && Date.now() < end && quiet < quietLooks) {
    await sleep(everyMs, undefined, { signal: over, ref: false }).catch(
      () => {},
    );
    quiet = (await wantsProcessor(pid)) ? 0 : quiet + 1;
  }
}

/**
 * Whether one of a process's threads runs, or would if a processor were free. (How much processor time it got says something else:
 * on a busy host a machine that works hard gets little.) Where there is no /proc, it is taken to.
 */
async function wantsProcessor(pid: number | undefined): Promise<boolean> {
  const tasks = `/proc/${pid}/task`;
  try {
    const states = await Promise.all(
      (
        await readdir(tasks)
      ).map(async task => {
        const stat = await readFile(`${tasks}/${task}/stat`, 'utf8');
        // After the name, in parentheses, which may hold anything.
        return stat[stat.lastIndexOf(')') + 2];
      }),
    );
    return states.includes('R');
  } catch {
    return true;
  }
}
