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

import {
  type Run,
  type Stage,
  STAGES,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';

/** No stage is narrower than this part of the bar, so that each can be seen and hit. */
const LEAST_SHARE = 0.115;

/** One stage on the bar. */
export interface StagePart {
  stage: Stage;
  state: 'done' | 'current' | 'ahead';
  /** When it was entered, epoch ms; nothing when it is ahead. */
  at?: number;
  /** Its begin and end in ms from online, or from the first stage while the machine is not online; below 0 before online. */
  startMs: number;
  /** Of the current one: the newest that is known, not the time of day. */
  endMs: number;
  /** Where it begins and ends on the bar, from 0 to 1. */
  from: number;
  to: number;
}

/** The bar: what lies where on it. Between the edges of a stage time runs evenly. */
export interface Timeline {
  parts: StagePart[];
  /** The last moment that can be shown, in ms from online. */
  endMs: number;
}

/** What the bar is drawn from. */
export type TimelineSource = Pick<Run, 'stages' | 'stage' | 'onlineAt'>;

/**
 * Lays the stages of a run out on a bar, each as wide as it was long but none too narrow. Those ahead of a running one are there
 * already, so that the bar does not jump when they begin.
 *
 * @param newestMs - the moment of the newest that is known, in ms from online
 */
export function timelineOf(run: TimelineSource, newestMs: number): Timeline {
  const spans = spansOf(run, newestMs);
  const shares = sharesOf(spans.map(({ startMs, endMs }) => endMs - startMs));
  let from = 0;
  const parts = spans.map((span, index) => {
    const to = index === spans.length - 1 ? 1 : from + shares[index];
    const part = { ...span, from, to };
    from = to;
    return part;
  });
  const entered = spans.filter(({ state }) => state !== 'ahead');
  const endMs = Math.max(newestMs, 0, ...entered.map(span => span.endMs));
  return { parts, endMs };
}

/** Where a moment lies on the bar, from 0 to 1. */
export function shareAt({ parts }: Timeline, momentMs: number): number {
  const entered = parts.filter(({ state }) => state !== 'ahead');
  for (const { startMs, endMs, from, to } of entered) {
    if (momentMs < startMs) return from;
    if (momentMs < endMs) {
      return from + ((momentMs - startMs) / (endMs - startMs)) * (to - from);
    }
  }
  return entered.at(-1)?.to ?? 0;
}

/** The moment at a place of the bar, in ms from online; never before online nor after the end. */
export function momentAt({ parts, endMs }: Timeline, share: number): number {
  const part = parts.find(({ to }) => share < to) ?? parts.at(-1);
  if (!part || part.state === 'ahead') return endMs;
  const inside = (share - part.from) / (part.to - part.from);
  const ms = part.startMs + inside * (part.endMs - part.startMs);
  return Math.round(Math.min(Math.max(ms, 0), endMs));
}

/** The stage that a run was in at a moment. */
export function stageAt(
  { parts }: Timeline,
  momentMs: number,
): StagePart | undefined {
  return parts.findLast(
    ({ state, startMs }) => state !== 'ahead' && startMs <= momentMs,
  );
}

type Span = Omit<StagePart, 'from' | 'to'>;

function spansOf(run: TimelineSource, newestMs: number): Span[] {
  const zero = Date.parse(run.onlineAt ?? run.stages[0]?.at ?? '');
  const entered = run.stages.filter(({ stage }) => stage !== 'finished');
  const spans = entered.map(({ stage, at }): Span => {
    const next =
      run.stages[
        run.stages.findIndex(e => e.at === at && e.stage === stage) + 1
      ];
    const startMs = Date.parse(at) - zero;
    return {
      stage,
      state: next ? 'done' : 'current',
      at: Date.parse(at),
      startMs,
      endMs: Math.max(startMs, next ? Date.parse(next.at) - zero : newestMs),
    };
  });
  if (run.stage === 'finished') return spans;
  const last = spans.at(-1);
  const ahead = STAGES.slice(
    last ? STAGES.indexOf(last.stage) + 1 : 0,
    STAGES.indexOf('finished'),
  );
  const endMs = last?.endMs ?? 0;
  return [
    ...spans,
    ...ahead.map(
      (stage): Span => ({ stage, state: 'ahead', startMs: endMs, endMs }),
    ),
  ];
}

/** Parts of 1 in the proportion of the durations, none below the least share. */
function sharesOf(durations: number[]): number[] {
  const least = Math.min(LEAST_SHARE, 1 / Math.max(durations.length, 1));
  const narrow = new Set<number>();
  for (;;) {
    const rest = 1 - narrow.size * least;
    const total = durations.reduce(
      (sum, ms, index) => (narrow.has(index) ? sum : sum + ms),
      0,
    );
    const tooNarrow = durations.findIndex(
      (ms, index) =>
        !narrow.has(index) && (total === 0 || (ms / total) * rest < least),
    );
    if (tooNarrow === -1) {
      return durations.map((ms, index) =>
        narrow.has(index) ? least : (ms / total) * rest,
      );
    }
    narrow.add(tooNarrow);
    if (narrow.size === durations.length) {
      return durations.map(() => 1 / durations.length);
    }
  }
}
