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
  Build,
  BuildEvent,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Output } from './output';

const FRAMES_PER_LINE = 5;

/** Prints what happens in a build, one line each. */
export class Progress {
  readonly #output: Output;
  readonly #verbose: boolean;
  readonly #startedAt: number;
  readonly #labels: Map<string, string>;
  readonly #frames = new Map<string, number>();
  readonly #missing = new Set<string>();
  readonly #headlines = new Map<string, string>();

  constructor(build: Build, output: Output, verbose: boolean) {
    this.#output = output;
    this.#verbose = verbose;
    this.#startedAt = Date.parse(build.createdAt);
    this.#labels = labelsOf(build);
  }

  show(event: BuildEvent) {
    if (!this.#verbose && !this.#isWorthALine(event)) return;
    const label = event.runId && this.#labels.get(event.runId);
    this.#output.line(
      `  ${this.#clock(event.at)}  ${label ? `[${label}] ` : ''}${
        event.message
      }`,
      this.#paint(event),
    );
  }

  #isWorthALine(event: BuildEvent): boolean {
    switch (event.type) {
      case 'launched':
      case 'online':
      case 'check':
      case 'notice':
      case 'run-verdict':
        return true;
      case 'diagnosis':
        return this.#isNewHeadline(event.runId ?? '', event.headline?.id);
      case 'screenshot':
        return event.missing === undefined
          ? this.#isFrameWorthALine(event.runId ?? '')
          : this.#isNewlyMissing(`${event.runId} ${event.missing}`);
      default:
        return false;
    }
  }

  /** The first frame and every fifth: enough to see that it goes on. */
  #isFrameWorthALine(runId: string): boolean {
    const count = (this.#frames.get(runId) ?? 0) + 1;
    this.#frames.set(runId, count);
    return count === 1 || count % FRAMES_PER_LINE === 0;
  }

  /** Where there are no screenshots, each frame has the same reason; it is told once. */
  #isNewlyMissing(reason: string): boolean {
    const isNew = !this.#missing.has(reason);
    this.#missing.add(reason);
    return isNew;
  }

  /** A diagnosis is made again with each piece of evidence; it is told when it says something else. */
  #isNewHeadline(runId: string, id: string | undefined): boolean {
    const isNew = id !== undefined && this.#headlines.get(runId) !== id;
    if (id) this.#headlines.set(runId, id);
    return isNew;
  }

  #paint(event: BuildEvent) {
    const { green, red, yellow } = this.#output;
    if (event.type === 'notice') return yellow;
    if (event.type === 'diagnosis') {
      return event.headline?.severity === 'error' ? red : yellow;
    }
    if (event.type === 'check' && event.state === 'passed') return green;
    if (event.type === 'check' && event.state === 'failed') return red;
    return undefined;
  }

  #clock(at: string): string {
    const seconds = Math.round((Date.parse(at) - this.#startedAt) / 1000);
    const s = Math.max(0, Number.isFinite(seconds) ? seconds : 0);
    return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`.padStart(
      6,
    );
  }
}

/** Tells the runs of a build apart; one run alone needs no label. */
export function labelsOf(build: Build): Map<string, string> {
  if (build.runs.length < 2) return new Map();
  return new Map(
    build.runs.map(run => [run.id, `${run.image.region} ${run.instanceType}`]),
  );
}
