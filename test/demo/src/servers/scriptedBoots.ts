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

import { printGuestReport } from '@ami-smoke-test/diagnosis';
import {
  demoScripts,
  type BootScript,
  type DemoVariant,
} from '@ami-smoke-test/local-ec2';

/** When a guest has read all of its files, in ms: after its service answers. */
const REPORT_MS = 3600;

/** What the probe in the user data finds in a guest of the demo; a guest without a network never gets its user data. */
const REPORTS: Partial<Record<DemoVariant, string[][]>> = {
  healthy: report(['files', 'whole', '331', '331', '0', '0', '0']),
  'slow-service': report(['files', 'whole', '332', '332', '0', '0', '0']),
  'service-crashes': report(['files', 'whole', '331', '331', '0', '0', '0']),
  'unreadable-file': report(
    ['files', 'whole', '331', '331', '1', '0', '0'],
    ['unreadable', '/srv/acme/archive.bin', 'Structure needs cleaning'],
  ),
  'read-errors': report(
    ['files', 'whole', '331', '331', '1', '0', '0'],
    ['unreadable', '/srv/acme/archive.bin', 'Input/output error'],
  ),
};

/** The demo's boots where no machine can really boot, by the name of their variant: with the reports of their guests. */
export function scriptedBoots(): Record<string, BootScript> {
  return Object.fromEntries(
    Object.entries(demoScripts).map(([name, script]) => [
      name,
      withReport(script, REPORTS[name as DemoVariant]),
    ]),
  );
}

function withReport(
  script: BootScript,
  lines: string[][] | undefined,
): BootScript {
  if (!lines) return script;
  const text = printGuestReport(lines).replaceAll('\n', '\r\n');
  return {
    ...script,
    console: [...(script.console ?? []), { atMs: REPORT_MS, text }],
  };
}

function report(...files: string[][]): string[][] {
  return [
    ['begin', 'linux', '3'],
    ['memory', '941'],
    ['root', 'ext4', '119', '127', '128', '128'],
    ['disk', 'nvme0n1', '128'],
    ['driver', 'eth0', 'virtio_net'],
    ['route', 'eth0', '-'],
    ['dns', '1'],
    ['units', '-'],
    ...files,
  ];
}
