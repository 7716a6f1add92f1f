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

import { withNotice } from '../run/outcomes';
import type { RunContext } from './RunContext';

/**
 * Takes the last frame and reads the console once more, whatever the verdict; nothing when no instance was ever online. What
 * goes wrong here does not keep the cleanup waiting.
 */
export async function collect(run: RunContext): Promise<void> {
  await Promise.all(run.recordings);
  if (run.journal.run.stage === 'cleaning-up') return;
  await run.journal.enter('collecting');
  await withNotice(run, 'Not all evidence could be collected', async () => {
    const { instanceId, onlineAt } = run.journal.run;
    if (instanceId && onlineAt) {
      const online = { instanceId, onlineAt };
      await Promise.all([
        run.film.takeLast(online),
        run.console.read(online, { latest: true }),
      ]);
    }
    await run.diagnosis.update();
    await run.seal({ last: false });
  });
}
