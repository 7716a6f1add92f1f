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

/** So many ids fit into one statement: SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const CHUNK_SIZE = 5_000;

/** Asks about any number of ids in as many statements as it takes, one after the other; the rows in the order of the ids' chunks. */
export async function inChunks<T>(
  ids: string[],
  ask: (chunk: string[]) => PromiseLike<T[]>,
): Promise<T[]> {
  const answers: T[][] = [];
  for (let at = 0; at < ids.length; at += CHUNK_SIZE) {
    answers.push(await ask(ids.slice(at, at + CHUNK_SIZE)));
  }
  return answers.flat();
}
