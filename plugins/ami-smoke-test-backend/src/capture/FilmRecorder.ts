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
import { printFrame } from '@ami-smoke-test/diagnosis';
import sharp from 'sharp';
import type { NewFrame } from '../database/records';
import { isEc2Error } from '../ec2/Ec2Error';
import { isInterruption } from '../run/outcomes';
import type { Online, RunTools } from '../run/RunTools';
import type { CaptureLimits } from './CaptureLimits';

type Filmed = Pick<Online, 'instanceId' | 'onlineAt'>;

/** A frame that could not be taken this long after it was due is of another moment. */
const TOO_LATE_MS = 5_000;
const THUMBNAIL_WIDTH = 240;
/** So many missing frames wait to be written down. */
const MOST_MISSED = 5;

/** The screenshots of one run. */
export class FilmRecorder {
  readonly #run: RunTools;
  readonly #limits: CaptureLimits;
  /** EC2 will not give us any, whatever it could. */
  #forbidden = false;
  readonly #missed: NewFrame[] = [];

  constructor(run: RunTools, limits: CaptureLimits) {
    this.#run = run;
    this.#limits = limits;
  }

  /**
   * Takes the screenshots that are due at the offsets, each at its time: a slow answer does not delay the next. That one cannot be taken is
   * written down in its place.
   */
  async follow(
    filmed: Filmed,
    offsets: number[],
    signal: AbortSignal,
  ): Promise<void> {
    const frames = new Set<Promise<void>>();
    const interrupted = new AbortController();
    const missing = await this.#missing(offsets);
    if (this.#unavailable()) {
      // Said once, in the place of the first.
      if (missing.length === offsets.length && missing.length > 0) {
        await this.#miss(missing[0], this.#unavailable()!);
        await this.#writeDownMissed();
      }
      return;
    }
    try {
      for (const offsetMs of missing) {
        const due = filmed.onlineAt.getTime() + offsetMs;
        const late = this.#run.clock.now() - due;
        if (late > TOO_LATE_MS) {
          await this.#miss(offsetMs, 'nobody was watching at this moment');
          continue;
        }
        await this.#run.clock.sleep(
          Math.max(0, -late),
          AbortSignal.any([signal, interrupted.signal]),
        );
        if (this.#forbidden || this.#unavailable()) break;
        this.#run.assertHeld();
        const frame: Promise<void> = this.#take(filmed, offsetMs)
          .catch(error => interrupted.abort(error))
          .finally(() => frames.delete(frame));
        frames.add(frame);
      }
    } finally {
      await Promise.all(frames);
      await this.#writeDownMissed();
    }
    interrupted.signal.throwIfAborted();
  }

  /** Takes the frame that shows how it ended. */
  async takeLast(filmed: Filmed): Promise<void> {
    if (this.#forbidden || this.#unavailable()) return;
    this.#run.assertHeld();
    await this.#take(filmed, this.#offset(filmed));
    await this.#writeDownMissed();
  }

  /** Why there are no screenshots of this instance. */
  #unavailable(): string | undefined {
    return this.#limits.why('screenshots', this.#run.journal.run);
  }

  /** The offsets that no process has taken or missed. */
  async #missing(offsets: number[]): Promise<number[]> {
    const taken = await this.#run.journal.screenshots();
    const had = new Set(taken.map(({ offsetMs }) => offsetMs));
    return offsets.filter(offset => !had.has(offset));
  }

  /** Rejects only when this process's part in the run ends. */
  async #take(filmed: Filmed, offsetMs: number): Promise<void> {
    try {
      const jpeg = await this.#run.ec2.screenshot(filmed.instanceId);
      await this.#keep(offsetMs, this.#offset(filmed), jpeg);
    } catch (error) {
      if (isInterruption(error)) throw error;
      const { message } = error as Error;
      this.#forbidden ||= isEc2Error(error, 'permission');
      if (isEc2Error(error, 'unsupported')) {
        this.#limits.learn('screenshots', this.#run.journal.run, message);
      }
      await this.#miss(offsetMs, message);
    }
  }

  async #keep(
    offsetMs: number,
    takenAtMs: number,
    jpeg: Buffer,
  ): Promise<void> {
    const { evidence, journal } = this.#run;
    const sha256 = createHash('sha256').update(jpeg).digest('hex');
    const name = `${String(offsetMs).padStart(7, '0')}-${sha256.slice(0, 8)}`;
    const frame = await evidence.keep({
      path: `screenshots/${name}.jpg`,
      contentType: 'image/jpeg',
      body: jpeg,
    });
    if ('lost' in frame) {
      await this.#miss(offsetMs, frame.lost);
      return;
    }
    const [thumbnail, print] = await Promise.all([
      this.#thumbnail(`thumbnails/${name}.webp`, jpeg),
      // A picture that cannot be read looks like no other.
      printFrame(jpeg).catch(() => undefined),
    ]);
    await journal.addScreenshots([
      ...this.#missed.splice(0),
      {
        screenshot: {
          offsetMs,
          takenAtMs,
          path: frame.path,
          thumbnailPath: thumbnail?.path,
          sha256,
          bytes: jpeg.length,
        },
        print,
        objects: thumbnail ? [frame, thumbnail] : [frame],
        event: {
          type: 'screenshot',
          runId: journal.run.id,
          offsetMs,
          message: `Frame at ${offsetMs / 1000} s`,
        },
      },
    ]);
  }

  /** Nothing for a picture that cannot be read: that one is kept as EC2 gave it all the same. */
  async #thumbnail(path: string, jpeg: Buffer) {
    const body = await sharp(jpeg)
      .resize({ width: THUMBNAIL_WIDTH })
      // The default takes nearly twice the time for 2 % fewer bytes.
      .webp({ effort: 2 })
      .toBuffer()
      .catch(() => undefined);
    if (!body) return undefined;
    const kept = await this.#run.evidence.keep({
      path,
      contentType: 'image/webp',
      body,
    });
    return 'lost' in kept ? undefined : kept;
  }

  /** That a frame is missing is written down with the next that is not: where many runs want frames, many are missing. */
  async #miss(offsetMs: number, why: string): Promise<void> {
    this.#missed.push({
      screenshot: { offsetMs, missing: why },
      objects: [],
      event: {
        type: 'screenshot',
        runId: this.#run.journal.run.id,
        offsetMs,
        missing: why,
        message: `No frame at ${offsetMs / 1000} s: ${why}`,
      },
    });
    if (this.#missed.length >= MOST_MISSED) await this.#writeDownMissed();
  }

  async #writeDownMissed(): Promise<void> {
    if (this.#missed.length === 0) return;
    await this.#run.journal.addScreenshots(this.#missed.splice(0));
  }

  #offset({ onlineAt }: Filmed): number {
    return Math.max(0, this.#run.clock.now() - onlineAt.getTime());
  }
}
