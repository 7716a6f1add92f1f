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

import type { GateDecision } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** What stands in the way of showing something. */
export type Trouble = 'not-found' | 'not-allowed' | 'offline' | 'other';

/** Tells a refusal from an outage: `ResponseError` carries the answer, a broken connection is a `TypeError` of `fetch`. */
export function troubleOf(error: unknown): Trouble {
  const status = statusOf(error);
  if (status === 404) return isFromUs(error) ? 'not-found' : 'offline';
  if (status === 401 || status === 403) return 'not-allowed';
  if (error instanceof TypeError || (status !== undefined && status >= 502)) {
    return 'offline';
  }
  return 'other';
}

/** What the gate said, where it refused what was asked for. */
export function decisionIn(error: unknown): GateDecision | undefined {
  const { body } = (error ?? {}) as { body?: { decision?: GateDecision } };
  return body?.decision;
}

/** Whether things are not as the asker saw them any more: somebody was faster. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409 && decisionIn(error) === undefined;
}

/** Refusals that pass: not now (timeout), and not so many at once. */
const PASSING = [408, 429];

/** Whether asking again would give the same answer. */
export function isLasting(error: unknown): boolean {
  const status = statusOf(error);
  return (
    status !== undefined &&
    status >= 400 &&
    status < 500 &&
    !PASSING.includes(status) &&
    (status !== 404 || isFromUs(error))
  );
}

/** While Backstage starts, it answers 404 for plugins that are not there yet: without the error that ours would have. */
function isFromUs(error: unknown): boolean {
  const { body } = (error ?? {}) as { body?: { error?: { name?: string } } };
  return body?.error?.name === 'NotFoundError';
}

function statusOf(error: unknown): number | undefined {
  const { response, statusCode } = (error ?? {}) as {
    response?: { status?: number };
    statusCode?: number;
  };
  return response?.status ?? statusCode;
}
