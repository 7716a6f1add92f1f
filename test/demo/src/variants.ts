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

import type {
  BootStage,
  Finding,
  FindingCategory,
  Severity,
  Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** One way in which the demo's image is built: well, or broken as real ones are. */
export interface Variant {
  name: string;
  what: string;
  /** What its smoke test has to say. */
  expected: Extract<Verdict, 'passed' | 'failed'>;
  /** How far its boot has to come. */
  expectedFurthestStage: BootStage;
  /** What its diagnosis has to say above all else; missing: there is nothing to say. */
  expectedHeadline?: ExpectedHeadline;
  /** Whether the machine writes anything to its serial port. */
  console: boolean;
}

/** What a headline has to be like. */
export interface ExpectedHeadline {
  category: FindingCategory;
  severity: Severity;
  id?: string;
  /** What its title or its evidence has to name. */
  text?: string;
}

/** Every variant; the healthy one is first, because it also proves that instances can be reached. */
export const VARIANTS: Variant[] = [
  {
    name: 'healthy',
    what: 'the service answers',
    expected: 'passed',
    expectedFurthestStage: 'login',
    console: true,
  },
  {
    name: 'slow-service',
    what: 'the service migrates its data first',
    expected: 'passed',
    expectedFurthestStage: 'login',
    expectedHeadline: {
      category: 'service',
      severity: 'warning',
      id: 'slow-boot',
    },
    console: true,
  },
  {
    name: 'wrong-root-device',
    what: 'the boot loader names a disk that EC2 does not have',
    expected: 'failed',
    expectedFurthestStage: 'kernel',
    expectedHeadline: {
      category: 'block-device',
      severity: 'error',
      text: 'nvme1n1p1',
    },
    console: true,
  },
  {
    name: 'no-network-driver',
    what: 'the driver of the network card is missing',
    expected: 'failed',
    expectedFurthestStage: 'login',
    expectedHeadline: { category: 'network', severity: 'error' },
    console: true,
  },
  {
    name: 'service-crashes',
    what: 'the service misses a setting',
    expected: 'failed',
    expectedFurthestStage: 'login',
    expectedHeadline: {
      category: 'service',
      severity: 'error',
      text: 'DATABASE_URL',
    },
    console: true,
  },
  {
    name: 'unreadable-file',
    what: 'the service answers, and one of its files cannot be read',
    expected: 'failed',
    expectedFurthestStage: 'login',
    expectedHeadline: {
      category: 'io',
      severity: 'error',
      text: '/srv/acme/archive.bin',
    },
    console: true,
  },
  {
    name: 'read-errors',
    what: 'the service answers, and the disk has a bad place',
    expected: 'failed',
    expectedFurthestStage: 'login',
    expectedHeadline: { category: 'io', severity: 'error', text: 'nvme0n1' },
    console: true,
  },
  {
    name: 'no-boot-sector',
    what: 'the disk is not bootable',
    expected: 'failed',
    expectedFurthestStage: 'firmware',
    expectedHeadline: { category: 'boot-loader', severity: 'error' },
    console: false,
  },
];

/** The family that the variants are of: each its own, as each is a template of its own. */
export function familyOf(variant: Variant): string {
  return `acme-${variant.name}`;
}

/** Whether a headline is what a variant has to have. */
export function isExpected(
  headline:
    | Pick<Finding, 'id' | 'category' | 'severity' | 'title' | 'evidence'>
    | undefined,
  expected: ExpectedHeadline | undefined,
): boolean {
  if (!headline || !expected) return !headline && !expected;
  const { id, category, severity, title, evidence } = headline;
  return (
    category === expected.category &&
    severity === expected.severity &&
    (expected.id === undefined || id === expected.id) &&
    `${title}\n${evidence.text}`.includes(expected.text ?? '')
  );
}
