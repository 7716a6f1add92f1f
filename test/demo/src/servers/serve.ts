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

/** A server that runs: what those who use it need to know, and how it ends. */
export interface Served {
  ready: object;
  stop(): Promise<void>;
}

/**
 * Runs a server for the process that forked this one: tells it when the server is ready, and ends with it, however that ends,
 * unless it was told to stay.
 */
export function serve(start: () => Promise<Served>): void {
  let kept = false;
  let running: Served | undefined;
  const stop = async () => {
    try {
      // Before it runs nobody uses it, and it may take minutes until it does.
      await running?.stop();
    } finally {
      process.exit(0);
    }
  };
  process.on('message', message => {
    if (message === 'keep') kept = true;
    if (message === 'stop') void stop();
  });
  process.on('disconnect', () => {
    if (!kept) void stop();
  });
  // Ctrl-C reaches everyone at once, but the one who forked us says when it is time.
  const onSignal = () => {
    if (kept) void stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  start().then(
    served => {
      running = served;
      process.send?.({ ready: served.ready });
    },
    error => {
      process.send?.({ error: error?.message ?? String(error) });
      process.exit(1);
    },
  );
}
