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

import type { Comparison } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { compareConsoles, compareHardware } from '@ami-smoke-test/diagnosis';
import type { RunReader } from '../builds/RunReader';
import type { RunRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';

/** Lays a run beside another one. It trusts that the caller may ask. */
export class Comparisons {
  readonly #store: SmokeTestStore;
  readonly #runs: RunReader;

  constructor(options: { store: SmokeTestStore; runs: RunReader }) {
    this.#store = options.store;
    this.#runs = options.runs;
  }

  /** The newest earlier run of the family that passed, as like to this one as there is. */
  lastGood(run: RunRecord): Promise<RunRecord | undefined> {
    return this.#store.findLastGood(run);
  }

  /** @param options - `maySeeEvidence`: of which families the caller may see what the machines showed and wrote */
  async compare(
    run: RunRecord,
    other: RunRecord | undefined,
    options: {
      chosen: Comparison['chosen'];
      maySeeEvidence: (family: string) => boolean;
    },
  ): Promise<Comparison> {
    const { maySeeEvidence } = options;
    const [one, another] = await Promise.all([
      this.#runs.describe(run, maySeeEvidence),
      other && this.#runs.describe(other, maySeeEvidence),
    ]);
    const maySeeBoth = one.evidence && another?.evidence;
    return {
      run: one,
      other: another,
      chosen: options.chosen,
      ...(other && maySeeBoth ? await this.#compareLogs(run, other) : {}),
    };
  }

  async #compareLogs(
    run: RunRecord,
    other: RunRecord,
  ): Promise<Pick<Comparison, 'hardware' | 'console'>> {
    const [here, there] = await Promise.all([
      this.#runs.consoleText(run),
      this.#runs.consoleText(other),
    ]);
    return {
      hardware: await compareHardware(here, there),
      console: await compareConsoles(here, there),
    };
  }
}
