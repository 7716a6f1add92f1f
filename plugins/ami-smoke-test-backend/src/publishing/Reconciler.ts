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

import { setTimeout as sleep } from 'node:timers/promises';
import type { Publication } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type {
  Fact,
  Publisher,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { AwsCredentialsManager } from '@backstage/integration-aws-node';
import type { Confirm } from '../database/alone';
import { subjectKey } from '../database/promotion/publications';
import type {
  PublicationRecord,
  PublicationStore,
  PublicationSubject,
} from '../database/PromotionStore';
import type { PromotionConfig } from '../promotion/policy';
import { differs, lastOf, tellDrift, type Drift } from './drift';
import { failed, look, publish, toPublished, type Outcome } from './publish';

/** What one round takes on; the others are due in the next. */
const SUBJECTS_PER_ROUND = 100;
/** After so long no further subject is begun in a round. */
const ROUND_MS = 10_000;
/** An image that was not there in so many looks is gone: EC2 forgets for a moment, too. */
const LOOKS_UNTIL_GONE = 3;

/** What the reconciler works with. */
export interface ReconcilerOptions {
  store: PublicationStore;
  /** In the order in which they have to be in each place. */
  publishers: Publisher[];
  credentials: AwsCredentialsManager;
  config: PromotionConfig['publishing'];
  auditor: Pick<AuditorService, 'createEvent'>;
  logger: Pick<LoggerService, 'info' | 'warn'>;
  /** Told of each publication that was looked at, when that is stored. */
  onState?: (publication: PublicationRecord) => void;
  /** How often the database is asked what is due. */
  pollMs?: number;
  /** After what time trouble is looked at again; each time it takes twice as long. */
  retryMs?: number;
}

/** What belongs to one round. */
interface Round {
  confirm: Confirm;
  save: (publication: PublicationRecord) => Promise<void>;
  /** Families of which something in AWS was changed. */
  changed: Set<string>;
  saved: PublicationRecord[];
}

/**
 * Brings AWS to what was decided, and keeps it there: one process at a time reads what is due, changes what differs, and reads it
 * again. It remembers nothing: whoever comes after a crash, or finds what a frozen process did late, does the same.
 */
export class Reconciler {
  readonly #options: Required<Omit<ReconcilerOptions, 'onState'>> &
    Pick<ReconcilerOptions, 'onState'>;
  #stopping = new AbortController();
  #wake = new AbortController();
  #working: Promise<void> | undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = { pollMs: 1_000, retryMs: 1_000, ...options };
  }

  start(): void {
    this.#working ??= this.#work();
  }

  /** Something was decided here: it is not waited for the next poll. */
  hint(): void {
    this.#wake.abort();
  }

  /** What is begun is finished; nothing is held afterwards. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.hint();
    await this.#working;
  }

  /**
   * Looks at what is due, unless another process does.
   *
   * @returns how many subjects were due
   */
  async round(): Promise<number> {
    const { store, publishers, onState } = this.#options;
    const changed = new Set<string>();
    const saved: PublicationRecord[] = [];
    let due: number;
    try {
      due =
        (await store.publishAlone(async (confirm, save) => {
          const found = await store.dueSubjects(publishers, SUBJECTS_PER_ROUND);
          const inTurn = turns();
          const round: Round = {
            confirm: () => inTurn(confirm),
            save: publication => inTurn(() => save(publication)),
            changed,
            saved,
          };
          // Places do not wait for each other, but the round is over only when all are: nothing goes on behind its back.
          const ends = await Promise.allSettled(
            byPlace(found, publishers).map(place =>
              this.#publish(place, round),
            ),
          );
          const lost = ends.find(({ status }) => status === 'rejected');
          if (lost?.status === 'rejected') throw lost.reason;
          return found.length;
        })) ?? 0;
    } catch (error) {
      // It may not have been the only one: what it has changed is read again.
      for (const family of changed) await store.lookAgain(family);
      throw error;
    }
    for (const publication of saved) onState?.(publication);
    return due;
  }

  /** How AWS differs from what these subjects desire. Nothing is changed. */
  async plan(subjects: PublicationSubject[]): Promise<Publication[]> {
    const { store, publishers, credentials } = this.#options;
    const now = await store.now();
    return Promise.all(
      subjects.flatMap(subject => {
        const publisher = publishers.find(
          ({ name }) => name === subject.publisher,
        );
        if (!publisher) return [];
        return look(publisher, subject, { credentials, now })
          .then((facts): Outcome => {
            const unread = facts.flatMap(fact => fact.unread ?? []);
            if (unread.length > 0) return failed(unread, facts);
            const state = facts.some(differs) ? 'pending' : 'agreed';
            return { state, facts: toPublished(facts) };
          })
          .catch(error => failed([error], []))
          .then(({ state, facts, message }) => ({
            publisher: subject.publisher,
            accountId: subject.subject.accountId,
            region: subject.subject.region,
            imageId: subject.subject.imageId,
            state,
            facts,
            message,
            checkedAt: now.toISOString(),
          }));
      }),
    );
  }

  async #work(): Promise<void> {
    const { logger, pollMs } = this.#options;
    while (!this.#stopping.signal.aborted) {
      // A hint that comes from now on is for the next round.
      this.#wake = new AbortController();
      const due = await this.round().catch(error => {
        logger.warn(`Promotions were not published: ${error}`);
        return 0;
      });
      if (due === SUBJECTS_PER_ROUND) continue;
      await sleep(pollMs, undefined, { signal: this.#wake.signal }).catch(
        () => {},
      );
    }
  }

  /** One subject of a place after the other. */
  async #publish(place: PublicationSubject[], round: Round): Promise<void> {
    const end = Date.now() + ROUND_MS;
    let silence: Outcome | undefined;
    for (const subject of place) {
      if (this.#stopping.signal.aborted || Date.now() > end) return;
      // Where nobody answers, nobody is asked twice in a round: the other places would wait for that.
      const outcome = silence
        ? { ...silence, facts: subject.last?.facts ?? [] }
        : await this.#attempt(subject, round);
      if (outcome.unanswered) silence = outcome;
      await this.#save(subject, outcome, round);
    }
  }

  async #attempt(subject: PublicationSubject, round: Round): Promise<Outcome> {
    const { store, publishers, credentials, config } = this.#options;
    const now = await store.now();
    const attempts = attemptsAt(subject);
    const outcome = await publish({
      subject,
      publisher: publishers.find(({ name }) => name === subject.publisher)!,
      tools: { credentials, now },
      drift: config.drift,
      attempts,
      beforeChange: fact => this.#beforeChange(subject, fact, round),
      onDrift: drift => this.#tell(subject, drift, now),
    });
    if (!outcome.gone || subject.about !== 'image') return outcome;
    if (attempts + 1 < LOOKS_UNTIL_GONE) return outcome;
    await store.markGone(subject.subject);
    return {
      state: 'agreed',
      facts: [],
      message: 'EC2 does not have it any more',
    };
  }

  async #beforeChange(
    subject: PublicationSubject,
    fact: Fact,
    { confirm, changed }: Round,
  ): Promise<void> {
    if (isLost(subject, fact)) {
      await this.#options.store.recordLoss({
        publisher: subject.publisher,
        subject: subjectKey(
          subject.subject as Parameters<typeof subjectKey>[0],
        ),
        fact: fact.name,
        lost: fact.loses ?? '',
      });
    }
    changed.add(subject.subject.family);
    await confirm();
  }

  async #save(
    subject: PublicationSubject,
    { state, facts, message }: Outcome,
    { save, saved }: Round,
  ): Promise<void> {
    const { store, config, retryMs } = this.#options;
    const { last, generation, publisher } = subject;
    const { family, accountId, region, imageId } = subject.subject;
    const now = await store.now();
    const agreed = state === 'agreed';
    const attempts = agreed ? 0 : attemptsAt(subject) + 1;
    const everyMs = config.everySeconds * 1_000;
    const waitMs =
      agreed || state === 'drifted'
        ? everyMs
        : Math.min(everyMs, retryMs * 2 ** Math.min(attempts - 1, 20));
    // What has never been read as it is desired now cannot have drifted from it.
    const agreedBefore =
      last?.generation === generation ? last.agreedAt : undefined;
    const publication: PublicationRecord = {
      publisher,
      family,
      channel:
        subject.about === 'channel' ? subject.subject.channel : undefined,
      accountId,
      region,
      imageId,
      generation,
      state,
      facts,
      message,
      attempts,
      checkedAt: now,
      agreedAt: agreed ? now : agreedBefore,
      nextAt: new Date(now.getTime() + waitMs),
    };
    await save(publication);
    saved.push(publication);
  }

  async #tell(
    { publisher, subject }: PublicationSubject,
    drift: Drift[],
    now: Date,
  ): Promise<void> {
    const { auditor, logger, config } = this.#options;
    const told = drift.map(one => tellDrift(one, now)).join('; ');
    logger.warn(
      `Drift in account ${subject.accountId}, ${subject.region} (${
        subject.family
      }): ${told}; ${config.drift === 'mend' ? 'it is mended' : 'it is left'}`,
    );
    const audit = await auditor.createEvent({
      eventId: 'publication-drift',
      severityLevel: 'medium',
      meta: {
        publisher,
        family: subject.family,
        accountId: subject.accountId,
        region: subject.region,
        // What is absent is left out: there is no undefined in JSON.
        ...(subject.imageId && { imageId: subject.imageId }),
        policy: config.drift,
        facts: drift.map(({ fact: { name, desired, observed } }) => ({
          name,
          desired: desired ?? null,
          observed: observed ?? null,
        })),
      },
    });
    await audit.success();
  }
}

/** Lets the places use the one connection that is alone, one after the other. */
function turns(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return work => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

/** The subjects of each account and region, in the order of their publishers. */
function byPlace(
  subjects: PublicationSubject[],
  publishers: Publisher[],
): PublicationSubject[][] {
  const order = new Map(publishers.map(({ name }, at) => [name, at]));
  const places = new Map<string, PublicationSubject[]>();
  for (const one of subjects) {
    const place = `${one.subject.accountId}/${one.subject.region}`;
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  return [...places.values()].map(place =>
    place.sort((a, b) => order.get(a.publisher)! - order.get(b.publisher)!),
  );
}

/** Looks at a subject as it is desired now that found it otherwise, since it agreed last. */
function attemptsAt({ last, generation }: PublicationSubject): number {
  return last?.generation === generation ? last.attempts : 0;
}

/** Whether a change loses what was not ours, and was not recorded the last time. */
function isLost(subject: PublicationSubject, fact: Fact): boolean {
  if (fact.loses === undefined) return false;
  const last = lastOf(subject, fact);
  if (last?.desired === fact.loses) return false;
  const wasTried = attemptsAt(subject) > 0 && subject.last?.state !== 'drifted';
  return !(wasTried && last?.observed === fact.observed);
}
