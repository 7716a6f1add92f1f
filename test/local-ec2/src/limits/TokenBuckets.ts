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

import { Ec2Error } from '../wire/Ec2Error';
import { Charge } from './requestLimits';

interface Level {
  tokens: number;
  at: number;
}

/** The token buckets of every account, region and action, each as full as it is now. */
export class TokenBuckets {
  readonly #levels = new Map<string, Level>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /**
   * Takes what a request costs, from all its buckets or from none.
   *
   * @param owner - whose buckets: the account and the region
   * @throws Ec2Error `RequestLimitExceeded` if a bucket holds too little
   */
  take(owner: string, charges: Charge[]): void {
    const levels = charges.map(charge => ({
      charge,
      level: this.#levelOf(`${owner} ${charge.bucketName}`, charge),
    }));
    if (levels.some(({ level, charge }) => level.tokens < charge.tokens)) {
      throw new Ec2Error(
        'RequestLimitExceeded',
        'Request limit exceeded.',
        503,
      );
    }
    for (const { level, charge } of levels) level.tokens -= charge.tokens;
  }

  #levelOf(name: string, { bucket }: Charge): Level {
    const now = this.#now().getTime();
    const level = this.#levels.get(name) ?? {
      tokens: bucket.capacity,
      at: now,
    };
    const refilled = ((now - level.at) / 1000) * bucket.refillPerSecond;
    level.tokens = Math.min(bucket.capacity, level.tokens + refilled);
    level.at = now;
    this.#levels.set(name, level);
    return level;
  }
}
