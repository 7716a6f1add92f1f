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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { ConsoleLog } from '../data';
import { isCapturing } from './capture';
import { lineMomentAt, useClock, useClockValue } from './clock';
import { ConsolePanel } from './console';

/** The log at the moment of the clock; drawn again only when another line is the newest one then. */
export function ConsoleAtMoment(props: {
  run: Run;
  log: ConsoleLog | undefined;
  error: unknown;
}) {
  const { run, log, error } = props;
  const clock = useClock();
  const momentMs = useClockValue(state =>
    log ? lineMomentAt(log, state.momentMs) : 0,
  );
  const following = useClockValue(state => !state.moved);
  return (
    <ConsolePanel
      run={run}
      log={log}
      error={error}
      momentMs={momentMs}
      onSeek={clock.seek}
      following={following && isCapturing(run)}
    />
  );
}
