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

import { setTimeout as sleep } from 'node:timers/promises';
import {
  CUT_CONNECTION,
  type InterceptedCall,
  type Interceptor,
} from '@ami-smoke-test/local-ec2';

/** Calls that change something in AWS. */
const CHANGE = /^(Put|Delete|Create|Modify|Enable|Disable)/;

/** Counts the calls that change something, and cuts the connection of one of them. */
export class Watch implements Interceptor {
  /** Changing calls that publishers made. */
  changes = 0;
  /** Which changing call from now on never gets its answer: it had its effect, or it had not. */
  cutAt: { left: number; when: 'before' | 'after' } | undefined;
  readonly #ended = new Set<string>();

  beforeAction(call: InterceptedCall) {
    if (!isPublishing(call)) return undefined;
    this.changes += 1;
    return this.#isCut('before') ? CUT_CONNECTION : undefined;
  }

  afterAction(call: InterceptedCall) {
    this.#ended.add(call.requestId);
    return isPublishing(call) && this.#isCut('after')
      ? CUT_CONNECTION
      : undefined;
  }

  /** Calls that were held have had their effect, or were refused. */
  async effected(calls: InterceptedCall[]): Promise<void> {
    while (!calls.every(({ requestId }) => this.#ended.has(requestId))) {
      await sleep(1);
    }
  }

  #isCut(when: 'before' | 'after'): boolean {
    if (this.cutAt?.when !== when) return false;
    this.cutAt.left -= 1;
    if (this.cutAt.left >= 0) return false;
    this.cutAt = undefined;
    return true;
  }
}

/** Whether a publisher would change something by it. */
export function isPublishing(call: InterceptedCall): boolean {
  return call.accessKeyId.startsWith('AKIAREPLICA') && CHANGE.test(call.action);
}
