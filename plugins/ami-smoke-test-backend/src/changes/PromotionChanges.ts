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
  PROMOTION_EVENT_TOPIC,
  type PromotionChangedSignal,
  type PromotionEvent,
  SIGNAL_CHANNEL,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { EventsService } from '@backstage/plugin-events-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { ActRecord } from '../database/PromotionStore';
import { Throttle } from './Throttle';

const SIGNAL_EVERY_MS = 300;

/**
 * Tells others of what was decided about channels, and of what AWS says of it: browsers by signals, which say no more than that
 * something has changed, and other backend plugins by an event for each act. That nobody can be told is logged, and changes nothing.
 */
export class PromotionChanges {
  readonly #signals: SignalsService;
  readonly #events: EventsService;
  readonly #logger: LoggerService;
  readonly #signalled: Throttle;
  /** Events leave in the order of what they tell. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: {
    signals: SignalsService;
    events: EventsService;
    logger: LoggerService;
  }) {
    this.#signals = options.signals;
    this.#events = options.events;
    this.#logger = options.logger;
    this.#signalled = new Throttle(
      SIGNAL_EVERY_MS,
      () => void this.#try(() => this.#signal()),
    );
  }

  /**
   * Takes note of what was written; returns at once.
   *
   * @param acts - what was decided; none when only what AWS says has changed
   */
  told(acts: ActRecord[]): void {
    this.#signalled.call('promotion');
    for (const act of acts) {
      this.#queue = this.#queue.then(() => this.#try(() => this.#publish(act)));
    }
  }

  /** Tells what is still to be told. */
  async stop(): Promise<void> {
    this.#signalled.stop();
    await this.#queue;
  }

  async #signal(): Promise<void> {
    await this.#signals.publish<PromotionChangedSignal>({
      recipients: { type: 'broadcast' },
      channel: SIGNAL_CHANNEL,
      message: { promotion: true },
    });
  }

  async #publish(act: ActRecord): Promise<void> {
    const { id, type, family, channel, buildId, images, by, at, reason } = act;
    const eventPayload: PromotionEvent = {
      act: {
        id,
        type,
        family,
        channel,
        buildId,
        images,
        by,
        at: at.toISOString(),
        reason,
      },
    };
    await this.#events.publish({ topic: PROMOTION_EVENT_TOPIC, eventPayload });
  }

  async #try(tell: () => Promise<void>): Promise<void> {
    try {
      await tell();
    } catch (error) {
      this.#logger.warn(
        'Others cannot be told of a change of channels: pages ask for them now and then instead',
        toError(error),
      );
    }
  }
}
