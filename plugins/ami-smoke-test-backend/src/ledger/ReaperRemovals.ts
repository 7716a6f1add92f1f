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
import { bulkhead } from 'cockatiel';
import type {
  FindingRecord,
  NewFinding,
  ReaperStore,
} from '../database/ReaperStore';
import type { Ec2, OwnedResource } from '../ec2/Ec2';
import { isEc2Error } from '../ec2/Ec2Error';
import { Removal } from '../lifecycle/Removal';
import type { Clock } from '../run/clock';
import type { Marked } from './decide';
import type { FindingBook } from './FindingBook';
import type { RightToReap } from './RightToReap';

/** So many runs' things are removed at once; EC2's limits are kept to elsewhere. */
const RUNS_AT_ONCE = 20;

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
  readonly #atOnce = bulkhead(RUNS_AT_ONCE, Infinity);
  #marked = new Map<string, Marked>();
  /** What EC2 refused to remove at the last try. */
  #refused = new Set<string>();
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

  /** Whether nothing is left but what EC2 refuses to remove, and what goes only after that. */
  get areDone(): boolean {
    const { marked } = this;
    const heldUp = new Set(
      marked.flatMap(({ entry: { id, kind, runId } }) =>
        kind === 'instance' && this.#refused.has(id) ? runId : [],
      ),
    );
    return marked.every(
      ({ entry: { id, kind, runId } }) =>
        this.#refused.has(id) || (kind !== 'instance' && heldUp.has(runId)),
    );
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
   *
   * @param open - the findings that were open before: what prevented a removal is told of as news only once
   */
  async mark(
    marked: Marked[],
    listed: OwnedResource[],
    open: FindingRecord[],
  ): Promise<void> {
    const ids = new Set(listed.map(({ id }) => id));
    const unlisted = this.marked.filter(
      ({ entry: { resourceId } }) =>
        resourceId !== undefined && !ids.has(resourceId),
    );
    // Of a thing that was listed before, the ledger may know no more than its token.
    this.#marked = new Map(
      [...marked, ...unlisted].map(one => [one.entry.id, one]),
    );
    const details = new Map(
      open
        .filter(({ action }) => action === 'removing')
        .map(finding => [thingOf(finding), finding.detail]),
    );
    for (const { finding } of this.marked) {
      // What prevented it is told until it is gone.
      finding.detail = details.get(thingOf(finding));
    }
    await this.#noteMarked();
  }

  /** Tries once. Each run's things for themselves: one that cannot be removed holds up no others. */
  async remove(): Promise<void> {
    this.#refused = new Set();
    const runs = new Set(this.marked.map(({ entry }) => entry.runId));
    const ends = await Promise.allSettled(
      [...runs].map(run => this.#atOnce.execute(() => this.#removeOf(run))),
    );
    // All have ended before the right is given back.
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    await this.#noteMarked();
  }

  async #removeOf(run: string): Promise<void> {
    const removal = this.#removals.get(run) ?? this.#removalOf(run);
    this.#removals.set(run, removal);
    await removal.removeWhatIsOpen();
  }

  async #noteMarked(): Promise<void> {
    await this.#book.note(this.marked.map(({ finding }) => finding));
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
            one.finding = { ...one.finding, resourceId };
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
      onTrouble: ({ id }, trouble) => {
        if (isEc2Error(trouble, 'permission', 'invalid-request', 'unsupported'))
          this.#refused.add(id);
        this.#change(id, ({ finding }) => {
          finding.detail = `${trouble.operation}: ${trouble.code}`;
        });
      },
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
    const { finding } = one;
    await this.#book.note([{ ...finding, action: 'removed', detail: proof }]);
    this.#marked.delete(id);
  }
}

/** What two findings of one thing have in common; in one place. */
export function thingOf({
  kind,
  resourceId,
}: Pick<NewFinding, 'kind' | 'resourceId'>): string {
  return `${kind} ${resourceId}`;
}
