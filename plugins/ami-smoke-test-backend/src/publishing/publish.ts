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
  Fact,
  Publisher,
  PublisherTools,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type {
  PublicationRecord,
  PublicationSubject,
} from '../database/PromotionStore';
import { PublishingError } from './aws/PublishingError';
import { differs, driftOf, tellDrift, type Drift } from './drift';
import { ImageGoneError } from './ImageGoneError';
import { placeOf } from './Silences';
import { inTime, NoAnswerError } from './timeLimit';

/** After so many looks (some 30 s) AWS has not taken what it had accepted. */
const LOOKS_UNTIL_TAKEN = 5;

/** What came of a publisher's look at a subject. */
export interface Outcome
  extends Pick<PublicationRecord, 'state' | 'facts' | 'message'> {
  /** Nothing in this place is likely to be answered now. */
  unanswered?: boolean;
  /** EC2 did not have the image that it is about. */
  gone?: boolean;
}

/** What a publisher is to do with a subject. */
export interface Attempt {
  subject: PublicationSubject;
  publisher: Publisher;
  tools: PublisherTools;
  drift: 'mend' | 'report';
  /** Looks at the same since it agreed last. */
  attempts: number;
  /** Asked immediately before each change; what it throws ends the attempt. */
  beforeChange(fact: Fact): Promise<void>;
  /** Called once for what somebody else has changed. */
  onDrift(drift: Drift[]): Promise<void>;
}

/**
 * Looks, changes what is not as it should be, and looks again: only what was read afterwards counts.
 *
 * @throws what `beforeChange` throws; trouble with AWS is an outcome
 */
export async function publish(attempt: Attempt): Promise<Outcome> {
  const { subject, publisher, tools } = attempt;
  let facts: Fact[];
  try {
    facts = await look(publisher, subject, tools);
  } catch (error) {
    return failed([error], subject.last?.facts ?? []);
  }
  const drift = driftOf(subject, facts);
  if (drift.some(({ isNew }) => isNew)) {
    await attempt.onDrift(drift.filter(({ isNew }) => isNew));
  }
  const left = attempt.drift === 'report' ? drift : [];
  const wrong = facts
    .filter(differs)
    .filter(fact => !left.some(one => one.fact === fact));
  if (wrong.length === 0) return unchanged(attempt, facts, left);

  const troubles = await change(attempt, wrong);
  try {
    facts = await look(publisher, subject, tools);
  } catch (error) {
    return failed([...troubles, error], facts);
  }
  const still = facts.filter(differs);
  if (still.length === 0) {
    return {
      state: 'agreed',
      facts: toPublished(facts),
      message:
        drift.length > 0 ? `${told(drift, tools.now)}; mended` : undefined,
    };
  }
  return troubles.length > 0
    ? failed(troubles, facts)
    : notTaken(attempt, facts, left);
}

/** A publisher is asked about subjects of its own kind only. */
export function look(
  publisher: Publisher,
  subject: PublicationSubject,
  tools: PublisherTools,
): Promise<Fact[]> {
  return inTime(
    `${publisher.name} reads ${placeOf(subject)}`,
    lookAt(publisher, subject, tools),
  );
}

async function lookAt(
  publisher: Publisher,
  subject: PublicationSubject,
  tools: PublisherTools,
): Promise<Fact[]> {
  if (publisher.about === 'channel' && subject.about === 'channel') {
    return publisher.look(subject.subject, tools);
  }
  if (publisher.about === 'image' && subject.about === 'image') {
    return publisher.look(subject.subject, tools);
  }
  throw new Error(`${publisher.name} is not about a ${subject.about}`);
}

/** Where it cannot go on, another fact may: each is tried. */
async function change(attempt: Attempt, wrong: Fact[]): Promise<unknown[]> {
  const troubles: unknown[] = [];
  for (const fact of wrong) {
    if (fact.unread) {
      troubles.push(fact.unread);
      continue;
    }
    await attempt.beforeChange(fact);
    try {
      await inTime(`The change of ${fact.name}`, fact.change());
    } catch (error) {
      troubles.push(error);
      if (isUnanswered(error)) break;
    }
  }
  return troubles;
}

function unchanged(
  { subject, tools }: Attempt,
  facts: Fact[],
  left: Drift[],
): Outcome {
  const published = toPublished(facts);
  if (left.length === 0) return { state: 'agreed', facts: published };
  const isNew =
    left.some(one => one.isNew) || subject.last?.state !== 'drifted';
  return {
    state: 'drifted',
    facts: published,
    message: isNew ? leftAlone(left, tools.now) : subject.last?.message,
  };
}

function notTaken(attempt: Attempt, facts: Fact[], left: Drift[]): Outcome {
  const names = new Set(left.map(({ fact }) => fact.name));
  const still = facts.filter(differs).filter(({ name }) => !names.has(name));
  const published = toPublished(facts);
  if (still.length === 0) {
    return {
      state: 'drifted',
      facts: published,
      message: leftAlone(left, attempt.tools.now),
    };
  }
  if (attempt.attempts < LOOKS_UNTIL_TAKEN) {
    return {
      state: 'pending',
      facts: published,
      message: `AWS has accepted ${still
        .map(({ name }) => name)
        .join(
          ', ',
        )} and does not show it yet: it is read again until it does (SSM checks an AMI only after it has answered)`,
    };
  }
  return {
    state: 'failing',
    facts: published,
    message: unique(
      still.map(
        ({ name, whenNotTaken }) =>
          whenNotTaken ??
          `AWS has accepted ${name} and still shows it otherwise: see whether something else changes it`,
      ),
    ),
  };
}

function leftAlone(left: Drift[], now: Date): string {
  return `${told(
    left,
    now,
  )}; left as it is, because of amiSmokeTest.promotion.publishing.drift: report`;
}

function told(drift: Drift[], now: Date): string {
  return drift.map(one => tellDrift(one, now)).join('; ');
}

export function failed(
  troubles: unknown[],
  facts: PublicationRecord['facts'],
): Outcome {
  return {
    state: 'failing',
    facts: toPublished(facts),
    message: unique(
      troubles.map(error =>
        error instanceof Error ? error.message : String(error),
      ),
    ),
    unanswered: troubles.some(isUnanswered),
    gone: troubles.some(error => error instanceof ImageGoneError),
  };
}

function isUnanswered(error: unknown): boolean {
  return (
    error instanceof NoAnswerError ||
    (error instanceof PublishingError && error.unanswered)
  );
}

/** As it is stored and shown. */
export function toPublished(
  facts: PublicationRecord['facts'],
): PublicationRecord['facts'] {
  return facts.map(({ name, desired, observed }) => ({
    name,
    desired,
    observed,
  }));
}

function unique(messages: string[]): string {
  return [...new Set(messages)].join('; ');
}
