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

import { cleanUp } from './cleanUp';
import { collect } from './collect';
import { namingFallback, whereThereIsCapacity } from './ladder';
import { newInstance } from './newInstance';
import { newKeyPair } from './newKeyPair';
import { outcomeOf, type Outcome } from '../run/outcomes';
import type { RunContext } from './RunContext';
import { waitForOnline } from './waitForOnline';
import { watchBoot } from './watchBoot';

/**
 * One smoke test of one image, from nothing to nothing: a new key pair, a new instance, its boot on film, its service asked,
 * everything removed again.
 *
 * Running it again is resuming it: each step does only what its journal and ledger do not have yet. It returns when the run is
 * finished, and throws (see `isInterruption`) when this process has to leave the rest to another.
 */
export async function smokeTest(run: RunContext): Promise<void> {
  try {
    if (!run.journal.run.verdict) {
      const outcome = await testImage(run);
      await run.journal.decide(await run.diagnosis.explain(outcome));
    }
    await collect(run);
    await cleanUp(run);
  } finally {
    // Whoever has the run next shall find nothing of it in the air.
    await Promise.all(run.recordings);
  }
}

async function testImage(run: RunContext): Promise<Outcome> {
  try {
    run.stopped.throwIfAborted();
    await run.journal.enter('launching');
    const keyPair = await newKeyPair(run);
    const online = await whereThereIsCapacity(async () => {
      const instance = await newInstance(run, keyPair);

      await run.journal.enter('booting');
      return waitForOnline(run, instance);
    });

    await run.journal.enter('probing');
    return await namingFallback(run, await watchBoot(run, online));
  } catch (error) {
    return outcomeOf(error);
  }
}
