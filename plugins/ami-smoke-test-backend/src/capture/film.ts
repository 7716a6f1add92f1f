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

import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { isEc2Error } from '../ec2/Ec2Error';
import { isInterruption } from '../lifecycle/outcomes';
import type { RunContext } from '../lifecycle/RunContext';
import { screenshotOffsets } from '../lifecycle/schedule';
import type { Online } from '../lifecycle/waitForOnline';

type Filmed = Pick<Online, 'instanceId' | 'onlineAt'>;

/** A frame that could not be taken this long after it was due is of another moment. */
const TOO_LATE_MS = 5_000;
const THUMBNAIL_WIDTH = 240;

/** Takes the screenshots of the schedule, each at its time: a slow answer does not delay the next. */
export async function film(
  run: RunContext,
  filmed: Filmed,
  signal: AbortSignal,
): Promise<void> {
  const had = new Set(
    (await run.journal.screenshots()).map(({ offsetMs }) => offsetMs),
  );
  const frames = new Set<Promise<void>>();
  let unsupported = false;
  try {
    for (const offsetMs of screenshotOffsets(
      run.journal.run.profile.screenshots,
    )) {
      if (had.has(offsetMs)) continue;
      const due = filmed.onlineAt.getTime() + offsetMs;
      const late = run.clock.now() - due;
      if (late > TOO_LATE_MS) {
        await miss(run, offsetMs, 'nobody was watching at this moment');
        continue;
      }
      await run.clock.sleep(Math.max(0, -late), signal);
      if (unsupported) break;
      run.assertHeld();
      const frame: Promise<void> = takeFrame(run, filmed, offsetMs)
        .then(result => {
          unsupported ||= result === 'unsupported';
        })
        .finally(() => frames.delete(frame));
      frames.add(frame);
      frame.catch(() => {});
    }
  } finally {
    await Promise.all(frames);
  }
}

/** The frame that shows how it ended. */
export async function takeLastFrame(
  run: RunContext,
  filmed: Filmed,
): Promise<void> {
  run.assertHeld();
  await takeFrame(run, filmed, run.clock.now() - filmed.onlineAt.getTime());
}

async function takeFrame(
  run: RunContext,
  filmed: Filmed,
  offsetMs: number,
): Promise<'taken' | 'missed' | 'unsupported'> {
  try {
    const jpeg = await run.ec2.screenshot(filmed.instanceId);
    const takenAtMs = run.clock.now() - filmed.onlineAt.getTime();
    await keepFrame(run, offsetMs, Math.max(0, takenAtMs), jpeg);
    return 'taken';
  } catch (error) {
    if (isInterruption(error)) throw error;
    await miss(run, offsetMs, (error as Error).message);
    return isEc2Error(error, 'unsupported', 'permission')
      ? 'unsupported'
      : 'missed';
  }
}

async function keepFrame(
  run: RunContext,
  offsetMs: number,
  takenAtMs: number,
  jpeg: Buffer,
): Promise<void> {
  const sha256 = createHash('sha256').update(jpeg).digest('hex');
  const name = `${String(offsetMs).padStart(7, '0')}-${sha256.slice(0, 8)}`;
  const frame = await run.evidence.keep({
    path: `screenshots/${name}.jpg`,
    contentType: 'image/jpeg',
    body: jpeg,
  });
  if ('lost' in frame) {
    await miss(run, offsetMs, frame.lost);
    return;
  }
  const thumbnail = await run.evidence.keep({
    path: `thumbnails/${name}.webp`,
    contentType: 'image/webp',
    body: await thumbnailOf(jpeg),
  });
  const objects = 'lost' in thumbnail ? [frame] : [frame, thumbnail];
  await run.journal.addScreenshot(
    {
      offsetMs,
      takenAtMs,
      path: frame.path,
      thumbnailPath: 'lost' in thumbnail ? undefined : thumbnail.path,
      sha256,
      bytes: jpeg.length,
    },
    objects,
    {
      type: 'screenshot',
      runId: run.journal.run.id,
      offsetMs,
      message: `Frame at ${offsetMs / 1000} s`,
    },
  );
}

async function miss(run: RunContext, offsetMs: number, why: string) {
  await run.journal.addScreenshot({ offsetMs, missing: why }, [], {
    type: 'screenshot',
    runId: run.journal.run.id,
    offsetMs,
    missing: why,
    message: `No frame at ${offsetMs / 1000} s: ${why}`,
  });
}

async function thumbnailOf(jpeg: Buffer): Promise<Buffer> {
  return sharp(jpeg).resize({ width: THUMBNAIL_WIDTH }).webp().toBuffer();
}
