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
import type { NewFinding, ReaperStore } from '../database/ReaperStore';
import type { Ec2, OwnedResource } from '../ec2/Ec2';
import { Removal } from '../lifecycle/Removal';
import type { Clock } from '../run/clock';
import type { Marked } from './decide';
import type { FindingBook } from './FindingBook';
import type { RightToReap } from './RightToReap';

/** What things are removed with, for as long as the right lasts. */
export interface Hands {
  ec2: Ec2;
  right: RightToReap;
}

/** Removes what the reaper marked, as a run would remove what it made. */
export class ReaperRemovals {
  readonly #store: ReaperStore;
  readonly #book: FindingBook;
  readonly #clock: Clock;
  /** By run. They remember for how long a thing was looked for in vain. */
  readonly #removals = new Map<string, Removal>();
  #marked = new Map<string, Marked>();
  #hands: Hands | undefined;

  constructor(options: {
    store: ReaperStore;
    book: FindingBook;
    clock: Clock;
  }) {
    this.#store = options.store;
    this.#book = options.book;
    this.#clock = options.clock;
  }

  /** What is marked and not seen gone yet. */
  get marked(): Marked[] {
    return [...this.#marked.values()];
  }

  /** Begins anew. What was marked before counts no more: the database may be another one. */
  begin(hands: Hands): void {
    this.#hands = hands;
    this.#marked = new Map();
  }

  /** Forgets the runs of which nothing is left. */
  end(): void {
    const left = new Set(this.marked.map(({ entry }) => entry.runId));
    for (const run of this.#removals.keys()) {
      if (!left.has(run)) this.#removals.delete(run);
    }
  }

  /**
   * Marks what a look showed to be nobody's. What was marked before and is not listed any more stays so until it is seen gone; what
   * is listed, and not nobody's any more, does not.
   */
  async mark(marked: Marked[], listed: OwnedResource[]): Promise<void> {
    const ids = new Set(listed.map(({ id }) => id));
    const unlisted = this.marked.filter(
      ({ entry: { resourceId } }) =>
        resourceId !== undefined && !ids.has(resourceId),
    );
    const before = this.#marked;
    this.#marked = new Map(
      [...unlisted, ...marked].map(one => [one.entry.id, one]),
    );
    for (const { entry, finding } of this.marked) {
      // What prevented it is told until it is gone.
      finding.detail = before.get(entry.id)?.finding.detail;
      await this.#book.note(finding);
    }
  }

  /** Tries once. Each run's things for themselves: one that cannot be removed holds up no others. */
  async remove(): Promise<void> {
    for (const run of new Set(this.marked.map(({ entry }) => entry.runId))) {
      const removal = this.#removals.get(run) ?? this.#removalOf(run);
      this.#removals.set(run, removal);
      await removal.removeWhatIsOpen();
    }
    for (const { finding } of this.marked) await this.#book.note(finding);
  }

  #removalOf(run: string): Removal {
    const hands = () => {
      if (!this.#hands) throw new Error('Nothing was begun');
      return this.#hands;
    };
    return new Removal({
      get ec2() {
        return hands().ec2;
      },
      clock: this.#clock,
      assertHeld: () => hands().right.assertHeld(),
      ledger: {
        entries: async () =>
          this.marked.map(({ entry }) => entry).filter(e => e.runId === run),
        made: async ({ id }, resourceId) => {
          this.#change(id, one => {
            one.entry = { ...one.entry, state: 'exists', resourceId };
          });
          await this.#store.settleAbandoned(id, {
            state: 'exists',
            resourceId,
          });
        },
        gone: ({ id }, proof) => this.#gone(id, proof),
        // They carry our tag and are seen themselves; what does not is not ours.
        foundWith: async () => {},
      },
      onTrouble: ({ id }, { operation, code }) =>
        this.#change(id, ({ finding }) => {
          finding.detail = `${operation}: ${code}`;
        }),
    });
  }

  #change(id: string, change: (one: Marked) => void): void {
    const one = this.#marked.get(id);
    if (one) change(one);
  }

  async #gone(id: string, proof: string): Promise<void> {
    const one = this.#marked.get(id);
    if (!one) return;
    if (one.settles) {
      await this.#store.settleAbandoned(id, { state: 'gone', proof });
    }
    await this.#book.note({ ...one.finding, action: 'removed', detail: proof });
    this.#marked.delete(id);
  }
}

/** Whether two findings are of one thing; in one place. */
export function isSameThing(
  a: Pick<NewFinding, 'kind' | 'resourceId'>,
  b: Pick<NewFinding, 'kind' | 'resourceId'>,
): boolean {
  return a.kind === b.kind && a.resourceId === b.resourceId;
}
