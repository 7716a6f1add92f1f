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

import { readFileSync, readdirSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

const VARIABLE = 'AMI_SMOKE_TEST_SESSION';
const session = `${VARIABLE}=${randomUUID()}`;

/** Marks what is started with it, and everything that it starts in turn. */
export const sessionEnvironment = {
  [VARIABLE]: session.slice(VARIABLE.length + 1),
};

/**
 * The processes that were started in this session and are still there, on Linux.
 *
 * @param options - `patienceMs`: how long they have to end by themselves
 * @returns their ids and command lines
 */
export async function findLeftovers({ patienceMs }) {
  const deadline = performance.now() + patienceMs;
  let leftovers = processesOfSession();
  while (leftovers.length > 0 && performance.now() < deadline) {
    await setTimeout(100);
    leftovers = processesOfSession();
  }
  return leftovers;
}

function processesOfSession() {
  if (process.platform !== 'linux') {
    return [];
  }
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && isOfSession(name))
    .map(pid => ({
      pid: Number(pid),
      command: read(pid, 'cmdline').join(' ').trim(),
    }))
    .filter(({ command }) => command !== '');
}

function isOfSession(pid) {
  return read(pid, 'environ').includes(session);
}

/** A file of a process; nothing when it has ended or is somebody else's. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
