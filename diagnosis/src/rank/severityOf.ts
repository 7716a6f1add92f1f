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

import type { Severity } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { BootRecord } from '../BootRecord';
import type { Boot } from '../ladder/Boot';
import type { Sighting } from './Sighting';

/**
 * How bad it is in view of how far the boot came: what did not keep it from going on is not what it failed of.
 *
 * What nothing comes after has been overcome only by what was seen later; of everything else it is enough that the boot got there.
 */
export function severityOf(
  sighting: Sighting,
  boot: Boot,
  service: BootRecord['service'],
): Severity {
  const { severity, severityOnceBooted } = sighting.signature;
  return isOvercome(sighting, boot, service) ? severityOnceBooted : severity;
}

function isOvercome(
  { signature: { prevents, fatal }, lastPosition }: Sighting,
  boot: Boot,
  service: BootRecord['service'],
): boolean {
  if (service === 'answered') return true;
  const after = fatal ? lastPosition : undefined;
  if (prevents) return boot.reached(prevents, after);
  // A system that is up and does not do its work failed of something that did not stop its boot
  if (service === 'silent' && !fatal) return false;
  return boot.isComplete(after);
}
