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

import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const longestMs = 12_000;
const everyMs = 500;
/** Of the time between two looks. Linux counts processor time in hundredths of a second. */
const idleBelow = 0.2;
const ticksPerMs = 100 / 1000;
/** One quiet moment may be a guest that waits for an answer; so many in a row are the end of its work. */
const quietLooks = 3;

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
  let before = await processorTicks(pid);
  while (!over.aborted && Date.now() < end && quiet < quietLooks) {
    await sleep(everyMs, undefined, { signal: over, ref: false }).catch(
      () => {},
    );
    const now = await processorTicks(pid);
    const used = (now - before) / (everyMs * ticksPerMs);
    quiet = used < idleBelow ? quiet + 1 : 0;
    before = now;
  }
}

/** The processor time of a process since its start; not a number where there is no such process, or no /proc. */
async function processorTicks(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name, in parentheses, may hold blanks; after it come state (field 3), …, utime (14) and stime (15).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
