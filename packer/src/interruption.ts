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

import { watchPacker } from './packerProcess';

/** The time that the user gave is over. */
export class DeadlineExceeded extends Error {}

/** Someone wants us to stop. */
export class Interrupted extends Error {}

/** Ends what is under way at the deadline, on a signal, and when Packer has gone. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #deadline: NodeJS.Timeout;
  readonly #stop: () => void;
  readonly #forgetPacker: () => void;

  /** @param impatientCode - what to exit with when someone wants us to stop at once */
  constructor(timeoutMs: number, impatientCode = 4) {
    // Not unref'd: with nothing but a fetch under way, Node could otherwise exit in the middle of it.
    this.#deadline = setTimeout(
      () => this.#controller.abort(new DeadlineExceeded()),
      timeoutMs,
    );
    let asked = 0;
    this.#stop = () => {
      asked += 1;
      // Whoever asks twice does not want to wait for the backend.
      if (asked > 1) process.exit(impatientCode);
      this.#controller.abort(new Interrupted());
    };
    process.on('SIGINT', this.#stop);
    process.on('SIGTERM', this.#stop);
    process.on('SIGHUP', this.#stop);
    // With Packer gone nobody waits for the verdict, so nobody needs the instance.
    const leave = () => this.#controller.abort(new Interrupted());
    process.stdout.on('error', leave);
    this.#forgetPacker = watchPacker(leave);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  dispose() {
    clearTimeout(this.#deadline);
    this.#forgetPacker();
    process.off('SIGINT', this.#stop);
    process.off('SIGTERM', this.#stop);
    process.off('SIGHUP', this.#stop);
  }
}
