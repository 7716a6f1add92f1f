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

import { once } from 'node:events';
import type { BuildEvent } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Response } from 'express';

/** Shorter than the time after which proxies close what is silent; 60 s is the default of many. */
const HEARTBEAT_MS = 15_000;
const BATCH = 500;

/** What a stream needs. */
export interface EventStreamOptions {
  response: Response;
  /** The `seq` of the last event that the reader has. */
  after: number;
  /** Whether the build was finished before this began: then nothing more comes than there is. */
  isFinished: boolean;
  read(after: number, limit: number): Promise<BuildEvent[]>;
  /** Waits until there may be events after one of them; rejects once the signal is aborted. */
  untilMore(after: number, signal: AbortSignal): Promise<void>;
  logger: LoggerService;
  shutdown: AbortSignal;
  heartbeatMs?: number;
}

/**
 * Sends the events of a build as they are written, until it is finished.
 *
 * It ends early when the reader goes, at shutdown, and when the events cannot be read; a reader that has not seen `finished` asks
 * again with the last `seq` it saw, and misses nothing.
 *
 * Backstage compresses what it sends, which would hold events back: `no-transform` keeps it from that, and `x-accel-buffering`
 * does so for nginx ({@link https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering}).
 */
export async function streamEvents(options: EventStreamOptions): Promise<void> {
  const { response, shutdown } = options;
  const { heartbeatMs = HEARTBEAT_MS } = options;

  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const over = AbortSignal.any([gone.signal, shutdown]);

  response.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const heartbeat = setInterval(
    () => response.write(': heartbeat\n\n'),
    heartbeatMs,
  );
  try {
    await follow(options, over);
  } catch (error) {
    if (!over.aborted) {
      options.logger.warn('A stream of events ended early', toError(error));
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

async function follow(
  { response, read, untilMore, isFinished, after }: EventStreamOptions,
  over: AbortSignal,
): Promise<void> {
  let seen = after;
  while (!over.aborted) {
    const events = await read(seen, BATCH);
    for (const event of events) {
      seen = event.seq;
      const more = response.write(
        `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`,
      );
      if (!more) await once(response, 'drain', { signal: over });
    }
    if (events.at(-1)?.type === 'finished') return;
    if (events.length === 0 && isFinished) return;
    if (events.length < BATCH) await untilMore(seen, over);
  }
}
