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

import type { SmokeTestStore } from './database/SmokeTestStore';

/**
 * Whether the database was first used by an installation of another id: then this may be a copy of it, whose runs, objects and
 * things in AWS are not ours to go on with or to remove.
 *
 * @returns what is wrong, and the way out; nothing when the database is ours
 */
export async function foreignDatabase(
  store: Pick<SmokeTestStore, 'rememberOwner'>,
  owner: string,
): Promise<string | undefined> {
  const first = await store.rememberOwner(owner);
  if (first === owner) return undefined;
  return `This database belongs to the installation '${first}', but amiSmokeTest.owner is '${owner}': what is in it can be read, and nothing is tested, gone on with or removed. If this is a copy of that installation, give it a database of its own; if it was renamed, set amiSmokeTest.owner back to '${first}', or see 'To rename an installation' in the README of the backend plugin`;
}
