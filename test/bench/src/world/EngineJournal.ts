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
  readJournal,
  type CallEvent,
  type JournalEvent,
} from '@ami-smoke-test/local-ec2';

/** A call, with its times in epoch milliseconds. */
export interface Call {
  action: string;
  /** When it came in. */
  at: number;
  answeredAt: number;
  parameters: Record<string, string>;
  region?: string;
  failed: boolean;
  /** AWS's request limits were exceeded. */
  throttled: boolean;
}

/** What became of the instance of an image, by the journal of the local EC2. */
export interface InstanceFacts {
  instanceId: string;
  /** When its service answered inside the guest, epoch milliseconds. */
  serviceAnsweredAt?: number;
  /** When each screenshot was asked for that was given. */
  screenshotsAt: number[];
}

/** What the local EC2 has written down: the judge of what is measured. */
export class EngineJournal {
  readonly calls: Call[];
  readonly #instanceOf = new Map<string, string>();
  readonly #serviceAnsweredAt = new Map<string, number>();
  readonly #screenshotsAt = new Map<string, number[]>();

  static read(path: string): EngineJournal {
    return new EngineJournal(readJournal(path));
  }

  private constructor(events: JournalEvent[]) {
    this.calls = events.filter(isCall).map(toCall);
    for (const event of events) {
      if (event.type !== 'life' || event.kind !== 'instance') continue;
      if (event.change === 'created' && event.imageId) {
        this.#instanceOf.set(event.imageId, event.id);
      }
      if (event.change === 'service-answered') {
        this.#serviceAnsweredAt.set(event.id, Date.parse(event.at));
      }
    }
    for (const { action, at, parameters, failed } of this.calls) {
      if (action !== 'GetConsoleScreenshot' || failed) continue;
      const { InstanceId: id } = parameters;
      this.#screenshotsAt.set(id, [...(this.#screenshotsAt.get(id) ?? []), at]);
    }
  }

  /** Nothing for an image that was never launched. */
  instanceOf(imageId: string): InstanceFacts | undefined {
    const instanceId = this.#instanceOf.get(imageId);
    return instanceId === undefined
      ? undefined
      : {
          instanceId,
          serviceAnsweredAt: this.#serviceAnsweredAt.get(instanceId),
          screenshotsAt: this.#screenshotsAt.get(instanceId) ?? [],
        };
  }
}

function isCall(event: JournalEvent): event is CallEvent {
  return event.type === 'call';
}

function toCall(event: CallEvent): Call {
  const at = Date.parse(event.at);
  return {
    action: event.action,
    at,
    answeredAt: at + event.durationMs,
    parameters: event.parameters,
    region: event.region,
    failed: event.status !== 200,
    throttled: event.errorCode === 'RequestLimitExceeded',
  };
}
