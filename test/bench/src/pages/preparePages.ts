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

import { World } from '@ami-smoke-test/e2e';
import type { BootScript } from '@ami-smoke-test/local-ec2';

/** The article's schedule: every second until 15 s, then every 15 s until 300 s. */
const OFFSETS = [
  ...Array.from({ length: 15 }, (_, index) => (index + 1) * 1000),
  ...Array.from({ length: 19 }, (_, index) => (index + 2) * 15_000),
];
const LOG_BYTES = 1024 * 1024;
const FRAME_EVERY_MS = 500;
const HOUR_MS = 3_600_000;
/** Beyond these nobody scrolls here. */
const BUILDS_WITH_PICTURES = 50;

/** A boot whose screen is another one at each screenshot. */
const RESTLESS: BootScript = {
  screen: OFFSETS.map((_, frame) => ({
    atMs: frame * FRAME_EVERY_MS,
    lines: Array.from(
      { length: 24 },
      (__, line) => `[ ${frame}.${line} ] line ${line} of the screen ${frame}`,
    ),
  })),
  console: [{ atMs: 100, text: 'Linux version 6.1\r\n' }],
  network: [{ atMs: 0, up: true }],
  ports: {
    8080: [
      {
        atMs: OFFSETS.length * FRAME_EVERY_MS + 1000,
        state: 'open',
        http: { '/health': { body: '{"status":"ok"}' } },
      },
    ],
  },
};

/** Where the pages are that are measured. */
export interface Stage {
  url: string;
  entity: string;
  runId: string;
  frames: number;
}

/** Starts a Backstage with a run of 34 frames and 1 MiB of log, in a family with a long history. */
export async function preparePages(options: {
  postgres: string;
  builds: number;
}): Promise<Stage & { world: World }> {
  const world = await World.start({
    scripts: { restless: RESTLESS },
    postgres: options.postgres,
  });
  try {
    const backend = await world.backend({
      config: {
        amiSmokeTest: {
          profiles: {
            default: {
              screenshots: [
                {
                  everySeconds: FRAME_EVERY_MS / 1000,
                  untilSeconds: (OFFSETS.length * FRAME_EVERY_MS) / 1000,
                },
              ],
            },
          },
        },
      },
    });
    await backend.start();
    const build = await world.finish(backend, { family: 'acme-healthy' });
    const [{ id: runId }] = build.runs;
    const history = world.history();
    await history.write({
      buildIds: [build.id],
      count: options.builds - 1,
      everyMs: HOUR_MS,
      withEvidence: BUILDS_WITH_PICTURES,
    });
    await history.replace(runId, { frames: OFFSETS, console: longLog() });
    await history.close();
    return {
      world,
      url: backend.url,
      entity: 'acme-healthy',
      runId,
      frames: OFFSETS.length,
    };
  } catch (error) {
    await world.close();
    throw error;
  }
}

function longLog(): { offsetMs: number; text: string }[] {
  let number = 0;
  return OFFSETS.map(offsetMs => {
    let text = '';
    while (text.length < LOG_BYTES / OFFSETS.length) {
      number++;
      const seconds = (offsetMs / 1000).toFixed(6).padStart(12);
      text += `[${seconds}] unit-${number}: \u001b[32mstarted\u001b[0m service number ${number} of this machine\n`;
    }
    return { offsetMs, text };
  });
}
