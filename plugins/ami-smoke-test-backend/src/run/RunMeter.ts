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
import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { RunRecord, ScreenshotRecord } from '../database/records';

/** Is told how runs fare, after it was written down; must neither wait nor throw. */
export interface RunMeter {
  /** Its turn has come. */
  launching(run: RunRecord): void;
  decided(run: RunRecord, verdict: Verdict): void;
  /** A frame was taken, or missed. */
  filmed(run: RunRecord, frame: ScreenshotRecord): void;
}

/** Nobody is interested. */
export const NO_METER: RunMeter = {
  launching: () => {},
  decided: () => {},
  filmed: () => {},
};
