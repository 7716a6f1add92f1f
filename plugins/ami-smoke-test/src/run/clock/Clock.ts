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

/** How fast it plays, in seconds of the run per second. */
export type Speed = 1 | 4 | 16;

/** Every speed. */
export const SPEEDS: Speed[] = [1, 4, 16];

/** What the clock shows. */
export interface ClockState {
  /** The moment that is shown, in ms from online. */
  momentMs: number;
  playing: boolean;
  speed: Speed;
  /** Whether somebody has chosen a moment; else it is where it rests by itself. */
  moved: boolean;
}

/** What there is to show, in ms from online. */
export interface Extent {
  /** The moment while nobody has chosen one. */
  restMs: number;
  /** The moment of the newest frame or line: playing ends there. */
  newestMs: number;
  /** The last moment that can be chosen. */
  endMs: number;
}

/**
 * The one clock of a run's page: the picture, the film strip, the log and the stages all show its moment.
 *
 * It is a store outside React, so that what shows only a part of it (which frame, which line) is drawn again only when that part
 * changes, not on every tick.
 */
export class Clock {
  #state: ClockState;
  #extent: Extent = { restMs: 0, newestMs: 0, endMs: 0 };
  readonly #listeners = new Set<() => void>();

  /** @param momentMs - the moment that somebody has chosen already, as by a link */
  constructor(momentMs: number | undefined) {
    this.#state = {
      momentMs: momentMs ?? 0,
      playing: false,
      speed: 4,
      moved: momentMs !== undefined,
    };
  }

  get state(): ClockState {
    return this.#state;
  }

  /** @returns what ends the subscription */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Tells what there is to show. */
  lay(extent: Extent): void {
    this.#extent = extent;
    const { moved, momentMs } = this.#state;
    this.#set({ momentMs: moved ? this.#within(momentMs) : extent.restMs });
  }

  /** Shows a moment and stays there. */
  seek = (momentMs: number): void => {
    this.#set({
      momentMs: this.#within(momentMs),
      playing: false,
      moved: true,
    });
  };

  /** Shows the newest, and what comes after it as it comes. */
  follow = (): void => {
    this.#set({
      momentMs: this.#extent.restMs,
      playing: false,
      moved: false,
    });
  };

  /** Plays from here, or from the beginning when this is the end. */
  play = (): void => {
    const { momentMs } = this.#state;
    this.#set({
      playing: true,
      moved: true,
      momentMs: momentMs >= this.#extent.newestMs ? 0 : momentMs,
    });
  };

  pause = (): void => {
    this.#set({ playing: false });
  };

  setSpeed = (speed: Speed): void => {
    this.#set({ speed });
  };

  /** Goes on to a moment while playing; stops at the newest. */
  advance(momentMs: number): void {
    if (!this.#state.playing) return;
    const { newestMs } = this.#extent;
    if (momentMs < newestMs) this.#set({ momentMs });
    else this.#set({ momentMs: newestMs, playing: false });
  }

  /** Until what is there is known, a chosen moment is taken as it is. */
  #within(momentMs: number): number {
    return Math.min(Math.max(momentMs, 0), this.#extent.endMs || momentMs);
  }

  #set(change: Partial<ClockState>): void {
    const next = { ...this.#state, ...change };
    const same = (Object.keys(next) as (keyof ClockState)[]).every(
      key => next[key] === this.#state[key],
    );
    if (same) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}
