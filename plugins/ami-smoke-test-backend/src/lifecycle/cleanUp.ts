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

import type { Cleanup } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LedgerRecord } from '../database/records';
import { withNotice } from '../run/outcomes';
import { Removal } from './Removal';
import type { RunContext } from './RunContext';

const LOOK_EVERY_MS = 1_000;
const LOOK_EVERY_AT_MOST_MS = 15_000;
/** What is still there after this long is reported as leaked, and looked after less often. */
const LEAKED_AFTER_MS = 30 * 60 * 1000;
const LOOK_AFTER_LEAKED_EVERY_MS = 60_000;

/** Removes everything that the run made, and does not end before it has seen it gone. */
export async function cleanUp(run: RunContext): Promise<void> {
  await run.journal.enter('cleaning-up');
  const removal = new Removal(run);
  const began = run.clock.now();
  let pause = LOOK_EVERY_MS;
  for (;;) {
    const left = await removal.removeWhatIsOpen();
    if (left.length === 0) break;
    if (run.clock.now() - began > LEAKED_AFTER_MS) {
      await reportLeaked(run, left);
      pause = LOOK_AFTER_LEAKED_EVERY_MS;
    }
    await run.clock.sleep(pause, run.interrupted);
    pause = Math.max(pause, Math.min(pause * 1.2, LOOK_EVERY_AT_MOST_MS));
  }
  await collectTheRest(run);
  await report(run, 'clean', 'Cleaned up: everything it made was seen gone');
  await run.diagnosis.finish();
  await withNotice(run, 'The archive could not be completed', () =>
    run.seal({ last: true }),
  );
  await run.journal.enter('finished');
}

/** EC2 keeps a dead instance's console log for a while, and it holds what came after the last reading. */
async function collectTheRest(run: RunContext): Promise<void> {
  const { instanceId, onlineAt } = run.journal.run;
  await withNotice(run, 'The console log could not be completed', async () => {
    if (instanceId && onlineAt) {
      await run.console.read({ instanceId, onlineAt }, { latest: false });
    }
    await run.console.close();
  });
}

async function reportLeaked(
  run: RunContext,
  left: LedgerRecord[],
): Promise<void> {
  const things = left.map(
    ({ kind, resourceId, token }) => `${kind} ${resourceId ?? token}`,
  );
  await report(
    run,
    'leaked',
    `Still in AWS after half an hour, and still being looked after: ${things.join(
      ', ',
    )}`,
  );
}

/** Tells how the cleanup stands, once. */
async function report(
  run: RunContext,
  cleanup: Cleanup,
  message: string,
): Promise<void> {
  if (run.journal.run.cleanup === cleanup) return;
  await run.journal.update({ cleanup }, [
    { type: 'cleanup', cleanup, runId: run.journal.run.id, message },
  ]);
}
