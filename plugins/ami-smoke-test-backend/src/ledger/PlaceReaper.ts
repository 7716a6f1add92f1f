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
  FindingRecord,
  NewFinding,
  Place,
  ReaperStore,
} from '../database/ReaperStore';
import type { Clock } from '../run/clock';
import { orAborted } from '../run/orAborted';
import { decide } from './decide';
import type { FindingBook } from './FindingBook';
import { look, type Sight } from './look';
import { ReaperRemovals, thingOf, type Hands } from './ReaperRemovals';

const LOOK_EVERY_MS = 1_000;
const LOOK_EVERY_AT_MOST_MS = 15_000;
/** What is still there after this long is looked after the next time. */
const LOOK_FOR_MS = 5 * 60 * 1000;
/** What EC2 has not listed for as long is gone, and not just out of sight. */
const CONSISTENCY_MS = 60_000;

/** What a place is reaped with. */
export interface PlaceReaperOptions {
  place: Place;
  owner: string;
  graceMs: number;
  store: ReaperStore;
  book: FindingBook;
  clock: Clock;
}

/** The reaper in one account and region. */
export class PlaceReaper {
  readonly #options: PlaceReaperOptions;
  readonly #removals: ReaperRemovals;

  constructor(options: PlaceReaperOptions) {
    this.#options = options;
    this.#removals = new ReaperRemovals(options);
  }

  /**
   * Looks, and removes what is nobody's until it is seen gone; each look judges anew.
   *
   * @param options - `onlyReport`: why nothing is to be removed
   * @throws Ec2Error when EC2 cannot be asked; RightLostError
   */
  async reap(
    options: Hands & { onlyReport?: string; signal: AbortSignal },
  ): Promise<void> {
    const { ec2, right, onlyReport, signal } = options;
    const { clock, owner, graceMs, place, book, store } = this.#options;
    const stopped = AbortSignal.any([signal, right.over]);
    const until = clock.now() + LOOK_FOR_MS;
    this.#removals.begin({ ec2, right });
    for (let pause = LOOK_EVERY_MS; ; pause *= 1.5) {
      const sight = await orAborted(look(ec2, this.#options), stopped);
      right.assertHeld();
      const decisions = decide(
        { ...sight, owner, graceMs, now: new Date(clock.now()) },
        { place, onlyReport },
      );
      const before = await store.openFindings(place);
      await book.note(decisions.report);
      await this.#removals.mark(decisions.remove, sight.things, before);
      await this.#settle(before, sight, decisions.report);
      await this.#removals.remove();
      // What EC2 refuses now it would refuse in a moment, too.
      if (this.#removals.areDone || clock.now() > until) break;
      await clock.sleep(Math.min(pause, LOOK_EVERY_AT_MOST_MS), stopped);
    }
    this.#removals.end();
  }

  /** Ends the findings that are none any more. */
  async #settle(
    open: FindingRecord[],
    { things, readAt }: Sight,
    reported: NewFinding[],
  ): Promise<void> {
    const { marked } = this.#removals;
    const current = new Set(
      [...reported, ...marked.map(({ finding }) => finding)].map(thingOf),
    );
    const settled: NewFinding[] = [];
    for (const record of open) {
      const { id, firstSeenAt, lastSeenAt, ...finding } = record;
      if (current.has(thingOf(finding))) continue;
      const found = marked.find(
        ({ entry }) =>
          entry.kind === finding.kind && entry.token === finding.resourceId,
      );
      if (found) {
        const detail = `Goes on as ${found.finding.resourceId}`;
        settled.push({ ...finding, action: 'settled', detail });
        continue;
      }
      const isListed = things.some(
        thing => thing.kind === finding.kind && thing.id === finding.resourceId,
      );
      const unseenMs = readAt.getTime() - lastSeenAt.getTime();
      if (!isListed && unseenMs < CONSISTENCY_MS) continue;
      const isGone = !isListed && finding.action === 'removing';
      settled.push({
        ...finding,
        action: isGone ? 'removed' : 'settled',
        detail: isListed
          ? 'A run looks after it'
          : 'EC2 no longer lists it with our tag',
      });
    }
    await this.#options.book.note(settled);
  }
}
