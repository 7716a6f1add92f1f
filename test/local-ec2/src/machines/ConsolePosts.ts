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

/**
 * What EC2 keeps of a console: everything, for those who ask for the latest, and a copy posted some time after a state change for
 * those who do not. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-console.html
 */
export class ConsolePosts {
  readonly #delayMs: number;
  readonly #now: () => Date;
  readonly #timers = new Set<NodeJS.Timeout>();
  #kept = Buffer.alloc(0);
  #posted: { output: Buffer; at: Date } | undefined;

  /** @param delayMs - from the state change to the copy */
  constructor(delayMs: number, now: () => Date) {
    this.#delayMs = delayMs;
    this.#now = now;
  }

  keep(output: Buffer): void {
    this.#kept = Buffer.from(output);
  }

  kept(): Buffer {
    return this.#kept;
  }

  posted(): { output: Buffer; at: Date } | undefined {
    return this.#posted;
  }

  /** The state has changed: posts what the console says when the delay is over. */
  postLater(read: () => Promise<Buffer>): void {
    const timer = setTimeout(async () => {
      this.#timers.delete(timer);
      const output = await read().catch(() => this.#kept);
      this.#posted = { output, at: this.#now() };
    }, this.#delayMs);
    timer.unref();
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
