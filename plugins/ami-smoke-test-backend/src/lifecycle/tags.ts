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

import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { integrityOf } from '../checks/specs';
import type { RunContext } from './RunContext';

/** After this long, whoever finds a thing of ours in AWS may remove it. */
const GRACE_MS = 60 * 60 * 1000;

/**
 * The tags on everything that a run makes: whose it is, and when it is nobody's any more. That is counted from now, as the run
 * may have waited long for its turn.
 */
export function tagsOf({
  journal: { run },
  installation,
  clock,
}: Pick<RunContext, 'journal' | 'installation' | 'clock'>): Record<
  string,
  string
> {
  const expiresAt = new Date(clock.now() + longestMs(run.profile) + GRACE_MS);
  return {
    ...run.profile.tags,
    Name: `ami-smoke-test ${run.family}`,
    [TAGS.run]: run.id,
    [TAGS.owner]: installation.owner,
    [TAGS.expiresAt]: expiresAt.toISOString(),
  };
}

/** How long an instance of a profile can be needed at most. */
export function longestMs(
  profile: RunContext['journal']['run']['profile'],
): number {
  const { onlineSeconds, serviceSeconds } = profile.budgets;
  const integritySeconds = integrityOf(profile)?.budgetSeconds ?? 0;
  return (onlineSeconds + Math.max(serviceSeconds, integritySeconds)) * 1000;
}
