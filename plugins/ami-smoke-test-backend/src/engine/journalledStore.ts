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

import type { SmokeTestStore } from '../database/SmokeTestStore';
import { journalled } from '../run/outcomes';

/** A store whose troubles are interruptions of a run, for what reads it among other things that can go wrong. */
export function journalledStore(store: SmokeTestStore): SmokeTestStore {
  return new Proxy(store, {
    get(target, name: keyof SmokeTestStore) {
      const method = target[name].bind(target) as (
        ...parameters: unknown[]
      ) => Promise<unknown>;
      return (...parameters: unknown[]) =>
        journalled(() => method(...parameters));
    },
  });
}
