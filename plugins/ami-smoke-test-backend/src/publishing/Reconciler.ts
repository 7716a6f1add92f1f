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
import { placeOf, Silences } from './Silences';

/** What one round takes on; the others are due in the next. */
const SUBJECTS_PER_ROUND = 100;
/** After so long no further subject is begun in a round. */
const ROUND_MS = 10_000;
/** An image that is on no channel, and that EC2 does not have, is looked at again after so long at most: it may come back. */
const GONE_MS = 60 * 60_000;
/** A place that did not answer is left alone for so many times `retryMs`, since the others would wait for it in each round. */
const SILENT_RETRIES = 60;

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
 * again. It remembers nothing but who does not answer: whoever comes after a crash, or finds what a frozen process did late, does the
 * same.
 */
export class Reconciler {
  readonly #options: Required<Omit<ReconcilerOptions, 'onState'>> &
    Pick<ReconcilerOptions, 'onState'>;
  readonly #silences: Silences;
  #stopping = new AbortController();
  #wake = new AbortController();
  #working: Promise<void> | undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = { pollMs: 1_000, retryMs: 1_000, ...options };
    this.#silences = new Silences(SILENT_RETRIES * this.#options.retryMs);
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
    const { store, publishers } = this.#options;
    const now = await store.now();
    const planned = await Promise.all(
      byPlace(subjects, publishers).map(async place => {
        const publications: Publication[] = [];
        for (const subject of place) {
          const { state, facts, message } = await this.#silences.unlessSilent(
            subject,
            () => this.#look(subject, now),
          );
          const { accountId, region, imageId } = subject.subject;
          publications.push({
            publisher: subject.publisher,
            accountId,
            region,
            imageId,
            state,
            facts,
            message,
            checkedAt: now.toISOString(),
          });
        }
        return publications;
      }),
    );
    return planned.flat();
  }

  async #look(subject: PublicationSubject, now: Date): Promise<Outcome> {
    const { credentials } = this.#options;
    try {
      const facts = await look(this.#publisherOf(subject), subject, {
        credentials,
        now,
      });
      const unread = facts.flatMap(fact => fact.unread ?? []);
      if (unread.length > 0) return failed(unread, facts);
      const state = facts.some(differs) ? 'pending' : 'agreed';
      return { state, facts: toPublished(facts) };
    } catch (error) {
      return failed([error], []);
    }
  }

  #publisherOf({ publisher }: PublicationSubject): Publisher {
    return this.#options.publishers.find(({ name }) => name === publisher)!;
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
    for (const subject of place) {
      if (this.#stopping.signal.aborted || Date.now() > end) return;
      const outcome = await this.#silences.unlessSilent(subject, () =>
        this.#attempt(subject, round),
      );
      await this.#save(subject, outcome, round);
    }
  }

  async #attempt(subject: PublicationSubject, round: Round): Promise<Outcome> {
    const { store, credentials, config } = this.#options;
    const now = await store.now();
    const outcome = await publish({
      subject,
      publisher: this.#publisherOf(subject),
      tools: { credentials, now },
      drift: config.drift,
      attempts: attemptsAt(subject),
      beforeChange: fact => this.#beforeChange(subject, fact, round),
      onDrift: drift => this.#tell(subject, drift, now),
    });
    // Where it is on a channel, people have to know.
    return outcome.gone && isOnNoChannel(subject)
      ? { ...outcome, state: 'agreed', facts: [] }
      : outcome;
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
    { state, facts, message, gone }: Outcome,
    { save, saved }: Round,
  ): Promise<void> {
    const { store, config, retryMs } = this.#options;
    const { last, generation, publisher } = subject;
    const { family, accountId, region, imageId } = subject.subject;
    const now = await store.now();
    const agreed = state === 'agreed';
    const attempts = agreed && !gone ? 0 : attemptsAt(subject) + 1;
    const everyMs = config.everySeconds * 1_000;
    const waitMs =
      attempts === 0 || state === 'drifted'
        ? everyMs
        : Math.min(
            agreed ? GONE_MS : everyMs,
            retryMs * 2 ** Math.min(attempts - 1, 20),
          );
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
    const place = placeOf(one);
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

/** Nothing of what it is to show is missed by anybody. */
function isOnNoChannel(subject: PublicationSubject): boolean {
  return subject.about === 'image' && subject.subject.channels.length === 0;
}

/** Whether a change loses what was not ours, and was not recorded the last time. */
function isLost(subject: PublicationSubject, fact: Fact): boolean {
  if (fact.loses === undefined) return false;
  const last = lastOf(subject, fact);
  if (last?.desired === fact.loses) return false;
  const wasTried = attemptsAt(subject) > 0 && subject.last?.state !== 'drifted';
  return !(wasTried && last?.observed === fact.observed);
}
