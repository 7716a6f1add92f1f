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

import type { SmokeTestStore } from '../../database/SmokeTestStore';

/** What becomes of the calls to a store. */
export interface Trouble {
  /** `fails`: each throws. `hangs`: none comes back before it is over. */
  kind: 'none' | 'fails' | 'hangs';
  /** The methods that met it. */
  met: string[];
  /** Lets everything go on. */
  end(): void;
}

/** A store as a process sees it whose database has trouble, and that trouble. */
export function troubledStore(store: SmokeTestStore): {
  store: SmokeTestStore;
  trouble: Trouble;
} {
  let over = () => {};
  const ended = new Promise<void>(resolve => {
    over = resolve;
  });
  const trouble: Trouble = {
    kind: 'none',
    met: [],
    end() {
      trouble.kind = 'none';
      over();
    },
  };
  const proxy = new Proxy(store, {
    get(target, name: keyof SmokeTestStore) {
      const method = target[name].bind(target) as (
        ...parameters: unknown[]
      ) => Promise<unknown>;
      return async (...parameters: unknown[]) => {
        if (trouble.kind !== 'none') trouble.met.push(name);
        if (trouble.kind === 'fails') throw new Error('connection terminated');
        if (trouble.kind === 'hangs') await ended;
        return method(...parameters);
      };
    },
  });
  return { store: proxy, trouble };
}
