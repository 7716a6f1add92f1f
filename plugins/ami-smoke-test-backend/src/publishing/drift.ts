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

import type { PublishedFact } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Fact } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type { PublicationSubject } from '../database/PromotionStore';

/** Something in AWS that had been as it should be, and is not any more. */
export interface Drift {
  fact: Fact;
  /** Not seen, and told, the last time. */
  isNew: boolean;
}

export function differs({ desired, observed, unread }: Fact): boolean {
  return unread !== undefined || desired !== observed;
}

/** What was known of a fact the last time. */
export function lastOf(
  { last }: PublicationSubject,
  { name }: PublishedFact,
): PublishedFact | undefined {
  return last?.facts.find(fact => fact.name === name);
}

/** The facts that somebody else has changed: what is desired is the same as when they were read as it. */
export function driftOf(subject: PublicationSubject, facts: Fact[]): Drift[] {
  const { last, generation } = subject;
  if (last?.generation !== generation || !last.agreedAt) return [];
  return facts
    .filter(fact => !fact.unread && differs(fact))
    .filter(fact => lastOf(subject, fact)?.desired === fact.desired)
    .map(fact => ({
      fact,
      isNew: lastOf(subject, fact)?.observed !== fact.observed,
    }));
}

/** For people. */
export function tellDrift({ fact }: Drift, now: Date): string {
  const { name, observed } = fact;
  const how =
    observed === undefined
      ? 'was removed by somebody'
      : `was changed by somebody to ${observed}`;
  return `${name} ${how}, seen at ${now.toISOString()}`;
}
