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

/** One way in which the demo's image is built: well, or broken as real ones are. */
export interface Variant {
  name: string;
  /** What its smoke test has to say. */
  expected: Extract<Verdict, 'passed' | 'failed'>;
  what: string;
  /** Whether the machine writes anything to its serial port. */
  console: boolean;
}

/** Every variant; the healthy one is first, because it also proves that instances can be reached. */
export const VARIANTS: Variant[] = [
  {
    name: 'healthy',
    expected: 'passed',
    what: 'the service answers',
    console: true,
  },
  {
    name: 'slow-service',
    expected: 'passed',
    what: 'the service migrates its data first',
    console: true,
  },
  {
    name: 'wrong-root-device',
    expected: 'failed',
    what: 'the boot loader names a disk that EC2 does not have',
    console: true,
  },
  {
    name: 'no-network-driver',
    expected: 'failed',
    what: 'the driver of the network card is missing',
    console: true,
  },
  {
    name: 'service-crashes',
    expected: 'failed',
    what: 'the service misses a setting',
    console: true,
  },
  {
    name: 'unreadable-file',
    expected: 'failed',
    what: 'one file cannot be read on a system that looks fine',
    console: true,
  },
  {
    name: 'no-boot-sector',
    expected: 'failed',
    what: 'the disk is not bootable',
    console: false,
  },
];

/** The family that the variants are of: each its own, as each is a template of its own. */
export function familyOf(variant: Variant): string {
  return `acme-${variant.name}`;
}
