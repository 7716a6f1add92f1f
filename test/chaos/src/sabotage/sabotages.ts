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
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Plan } from '../plan/plan';
import { planOf } from '../plan/plan';

/**
 * One protection that is switched off in the processes under test, and runs that need it.
 *
 * - `client-token`: a launch that is sent again is another launch
 * - `epoch`: a process that wakes up late writes what it knew
 * - `reaper`: nobody looks for what was left, nor for what a lost launch made
 * - `evidence`: captures are written down without being in S3
 * - `confirm-pass`: a pass counts whatever has become of the instance
 */
export const SABOTAGES = {
  'client-token': () =>
    planOf(['the answer to its launch is lost', 'healthy'], { replicas: 1 }),
  epoch: () => {
    const plan = planOf(['answers late', 'answers late'], { replicas: 2 });
    return { ...plan, frozenDriverOf: plan.runs[0] };
  },
  reaper: () => planOf(['its launch is lost, then refused'], { replicas: 1 }),
  evidence: () => planOf(['healthy'], { replicas: 1 }),
  'confirm-pass': () =>
    planOf(['loses its address as it answers', 'is terminated as it answers'], {
      replicas: 1,
    }),
} satisfies Record<string, () => Plan>;

export type Sabotage = keyof typeof SABOTAGES;

/** The environment in which a process has a protection less. */
export function sabotageEnvironment(sabotage: Sabotage): NodeJS.ProcessEnv {
  const preload = resolvePackagePath(
    '@ami-smoke-test/chaos',
    `src/sabotage/${sabotage}.cjs`,
  );
  const { NODE_OPTIONS = '' } = process.env;
  return {
    NODE_OPTIONS: `${NODE_OPTIONS} --require ${JSON.stringify(preload)}`,
  };
}

/** @throws Error when a process under test did not have what was to be switched off: then what it does proves nothing */
export function assertSabotaged(folder: string, replica: string): void {
  const log = readFileSync(join(folder, `${replica}.log`), 'utf8');
  if (!log.includes('Sabotaged: ')) {
    throw new Error(`The sabotage found nothing to switch off in ${replica}`);
  }
}
