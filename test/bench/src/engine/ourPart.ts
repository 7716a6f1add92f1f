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

import type { EngineJournal } from '../world/EngineJournal';
import type { TakenOn } from './thousand';

/** From sending a build to its RunInstances, but for the time that EC2 took for answers that had to be waited for, in ms. */
export function ourPartMs(
  journal: EngineJournal,
  { sentAt, imageId, runId }: TakenOn,
): number {
  const launch = journal.calls.find(
    ({ action, parameters }) =>
      action === 'RunInstances' && parameters.ImageId === imageId,
  );
  if (!launch) return NaN;
  const awaited = journal.calls
    .filter(
      ({ at, parameters }) =>
        at >= sentAt &&
        at < launch.at &&
        Object.values(parameters).some(
          value => value === imageId || value.includes(runId),
        ),
    )
    .sort((a, b) => a.at - b.at);
  let awaitedMs = 0;
  let until = sentAt;
  for (const { at, answeredAt } of awaited) {
    // Those that were asked at the same time were awaited once.
    awaitedMs += Math.max(0, answeredAt - Math.max(at, until));
    until = Math.max(until, answeredAt);
  }
  return launch.at - sentAt - awaitedMs;
}
