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

import type { ConsoleRecorder } from '../capture/ConsoleRecorder';
import type { FilmRecorder } from '../capture/FilmRecorder';
import type { Diagnostician } from '../diagnosis/Diagnostician';
import type { RunLedger } from '../ledger/RunLedger';
import type { RunTools } from '../run/RunTools';

/** All that a smoke test is handed: one run, and the world as interfaces. */
export interface RunContext extends RunTools {
  readonly ledger: RunLedger;
  readonly console: ConsoleRecorder;
  readonly film: FilmRecorder;
  readonly diagnosis: Diagnostician;
  /**
   * Writes the manifest from what is stored.
   *
   * @param options - `last`: nothing more will come, so what is in the folder and not stored is removed
   * @throws whatever went wrong; of the database's making, JournalError
   */
  seal(options: { last: boolean }): Promise<void>;
  /** Recordings that may still be in the air after the verdict. */
  readonly recordings: Set<Promise<void>>;
  /** The security groups that this process knows to let in what they should. */
  readonly openGroups: Set<string>;
}
