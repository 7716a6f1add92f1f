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

import { readFileSync } from 'node:fs';

/** What the bridge wrote down for machines, as far as the demo reads it. */
export interface BridgeResult {
  images?: { imageId: string }[];
  buildId?: string;
  runs?: { id: string; verdictReceivedAt?: string }[];
}

/** Reads the bridge's result; it is empty when the bridge was never called, and the build's exit code tells why. */
export function readBridgeResult(file: string): BridgeResult {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
