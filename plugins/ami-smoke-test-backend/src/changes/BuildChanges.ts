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
  type BuildChangedEvent,
  type BuildChangedSignal,
  type BuildEvent,
  EVENT_TOPIC,
  SIGNAL_CHANNEL,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { EventsService } from '@backstage/plugin-events-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import { buildUrl } from '../builds/views';
import type { SmokeTestStore, WrittenEvents } from '../database/SmokeTestStore';
import { Throttle } from './Throttle';

const SIGNAL_EVERY_MS = 300;

const CHANGES: Partial<
  Record<BuildEvent['type'], BuildChangedEvent['change']>
> = {
  accepted: 'accepted',
  'build-verdict': 'verdict',
  finished: 'finished',
};

/**
 * Tells others of what was written about builds: browsers by signals, which say no more than which build has changed, and other
 * backend plugins by events. That nobody can be told is logged, and changes nothing for a run.
 */
export class BuildChanges {
  readonly #store: Pick<SmokeTestStore, 'getBuild'>;
  readonly #signals: SignalsService;
  readonly #events: EventsService;
  readonly #logger: LoggerService;
  readonly #appBaseUrl: string | undefined;
  readonly #signalled: Throttle;
  /** Events leave in the order of what they tell. */
  #queue: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(options: {
    store: Pick<SmokeTestStore, 'getBuild'>;
    signals: SignalsService;
    events: EventsService;
    logger: LoggerService;
    /** `app.baseUrl`: where the pages are. */
    appBaseUrl?: string;
    /** A build is signalled no more often than this. */
    signalEveryMs?: number;
  }) {
    this.#store = options.store;
    this.#signals = options.signals;
    this.#events = options.events;
    this.#logger = options.logger;
    this.#appBaseUrl = options.appBaseUrl;
    this.#signalled = new Throttle(
      options.signalEveryMs ?? SIGNAL_EVERY_MS,
      buildId => void this.#try(() => this.#signal(buildId)),
    );
  }

  /** Takes note of what was written; returns at once. */
  told({ buildId, types }: WrittenEvents): void {
    this.#signalled.call(buildId);
    for (const type of types) {
      const change = CHANGES[type];
      if (!change) continue;
      this.#queue = this.#queue.then(() =>
        this.#try(() => this.#publish(buildId, change)),
      );
    }
  }

  /** Tells what is still to be told. */
  async stop(): Promise<void> {
    this.#signalled.stop();
    await this.#queue;
  }

  async #signal(buildId: string): Promise<void> {
    await this.#signals.publish<BuildChangedSignal>({
      recipients: { type: 'broadcast' },
      channel: SIGNAL_CHANNEL,
      message: { buildId },
    });
  }

  async #publish(
    buildId: string,
    change: BuildChangedEvent['change'],
  ): Promise<void> {
    const build = await this.#store.getBuild(buildId);
    // What proves a network says nothing about a family, and no entity is to come of it.
    if (!build || build.source === 'verification') return;
    const { id, family, entityRef, status, verdict, reason } = build;
    const eventPayload: BuildChangedEvent = {
      change,
      build: {
        id,
        family,
        entityRef,
        status,
        verdict,
        reason,
        url: buildUrl(id, this.#appBaseUrl),
      },
    };
    await this.#events.publish({ topic: EVENT_TOPIC, eventPayload });
  }

  async #try(tell: () => Promise<void>): Promise<void> {
    try {
      await tell();
      this.#failed = false;
    } catch (error) {
      const level = this.#failed ? 'debug' : 'warn';
      this.#failed = true;
      this.#logger[level](
        'Others cannot be told of changes of builds: pages ask for them every few seconds instead',
        toError(error),
      );
    }
  }
}
