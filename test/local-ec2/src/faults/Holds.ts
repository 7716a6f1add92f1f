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
  CUT_CONNECTION,
  EVEN_IF_GONE,
  InterceptedCall,
  Interception,
  Interceptor,
} from '../interception';

/** Calls that are held back. */
export interface Hold {
  /** Those that are held now, in the order in which they came in. */
  readonly calls: readonly InterceptedCall[];
  /** Waits until so many calls are held, one unless told otherwise. */
  reached(count?: number): Promise<void>;
  /** Lets all of them have their effect, and holds no more. */
  release(): void;
}

class ActiveHold implements Hold {
  readonly calls: InterceptedCall[] = [];
  readonly isHeld: (call: InterceptedCall) => boolean;
  readonly #onEnd: () => void;
  readonly #ended: Promise<Interception>;
  #end: (interception: Interception) => void = () => {};
  #waiting: Array<{ count: number; resolve: () => void }> = [];

  constructor(isHeld: (call: InterceptedCall) => boolean, onEnd: () => void) {
    this.isHeld = isHeld;
    this.#onEnd = onEnd;
    this.#ended = new Promise(resolve => {
      this.#end = resolve;
    });
  }

  async keep(call: InterceptedCall): Promise<Interception> {
    this.calls.push(call);
    const isReached = ({ count }: { count: number }) =>
      count <= this.calls.length;
    for (const { resolve } of this.#waiting.filter(isReached)) resolve();
    this.#waiting = this.#waiting.filter(each => !isReached(each));
    return this.#ended;
  }

  async reached(count = 1): Promise<void> {
    if (this.calls.length >= count) return;
    await new Promise<void>(resolve => {
      this.#waiting.push({ count, resolve });
    });
  }

  release(): void {
    this.end(EVEN_IF_GONE);
  }

  end(interception: Interception): void {
    this.#onEnd();
    this.#end(interception);
    this.calls.length = 0;
  }
}

/** Holds calls back before their effect, for as long as whoever asked for it wants. */
export class Holds {
  readonly #holds = new Set<ActiveHold>();

  hold(isHeld: (call: InterceptedCall) => boolean): Hold {
    const hold = new ActiveHold(isHeld, () => this.#holds.delete(hold));
    this.#holds.add(hold);
    return hold;
  }

  readonly interceptor: Interceptor = {
    beforeAction: async call => {
      let interception: Interception;
      for (const hold of [...this.#holds]) {
        if (interception !== CUT_CONNECTION && hold.isHeld(call)) {
          interception = await hold.keep(call);
        }
      }
      return interception;
    },
  };

  /** What is held never has its effect. */
  close(): void {
    for (const hold of [...this.#holds]) hold.end(CUT_CONNECTION);
  }
}
