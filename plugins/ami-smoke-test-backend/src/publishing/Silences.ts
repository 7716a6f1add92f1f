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

import type { PublicationSubject } from '../database/PromotionStore';
import type { Outcome } from './publish';

/**
 * The places that do not answer. They are left alone for a while, because whoever asks has to wait, and all others with him. It is
 * kept in memory only: who does not know of it waits once.
 */
export class Silences {
  readonly #forMs: number;
  readonly #places = new Map<string, { until: number; outcome: Outcome }>();

  /** @param forMs - how long a place is left alone */
  constructor(forMs: number) {
    this.#forMs = forMs;
  }

  /** Asks the subject's place; what came of that the last time stands for it while the place is left alone. */
  async unlessSilent(
    subject: PublicationSubject,
    ask: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const place = placeOf(subject);
    const silence = this.#places.get(place);
    if (silence && Date.now() < silence.until) {
      return { ...silence.outcome, facts: subject.last?.facts ?? [] };
    }
    const outcome = await ask();
    if (outcome.unanswered) {
      this.#places.set(place, { until: Date.now() + this.#forMs, outcome });
    } else {
      this.#places.delete(place);
    }
    return outcome;
  }
}

/** The account and region, which answer or do not. */
export function placeOf({ subject }: PublicationSubject): string {
  return `account ${subject.accountId}, ${subject.region}`;
}
