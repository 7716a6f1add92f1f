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
  Diagnosis,
  Finding,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** A finding, with what matters to a test. */
export function aFinding(fields: Partial<Finding> = {}): Finding {
  return {
    id: 'root-device-missing',
    category: 'block-device',
    severity: 'error',
    title: 'The root device /dev/sda1 was not found',
    cause: 'The kernel has no driver for it.',
    remedy: 'Build an initramfs with the NVMe driver.',
    references: ['https://docs.aws.amazon.com/ec2/root-device.html'],
    evidence: {
      source: 'console',
      line: 132,
      offsetMs: 4_200,
      text: 'ALERT! /dev/sda1 does not exist. Dropping to a shell!',
    },
    count: 1,
    inLastGood: false,
    ...fields,
  };
}

/** The diagnosis of a Linux that did not find its root device, with what matters to a test. */
export function aDiagnosis(fields: Partial<Diagnosis> = {}): Diagnosis {
  const headline = aFinding();
  const reached = (
    stage: Diagnosis['stages'][number]['stage'],
    line: number,
    offsetMs: number,
  ): Diagnosis['stages'][number] => ({
    stage,
    evidence: { source: 'console', line, offsetMs, text: `${stage}!` },
  });
  return {
    platform: 'linux',
    furthestStage: 'initramfs',
    stages: [
      reached('firmware', 1, 500),
      reached('kernel', 20, 1_200),
      reached('initramfs', 120, 3_000),
    ],
    headline,
    findings: [headline],
    lastLines: [],
    ...fields,
  };
}
