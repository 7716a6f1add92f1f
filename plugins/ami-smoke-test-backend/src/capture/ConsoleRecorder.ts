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

import { isEc2Error } from '../ec2/Ec2Error';
import { isInterruption } from '../run/outcomes';
import type { Online, RunTools } from '../run/RunTools';
import type { ConsoleChunk } from '../database/records';
import type { CaptureLimits } from './CaptureLimits';
import { normalise } from './normalise';
import type { Redactor } from './redact';
import { cutSgr, indexAfter, withoutSgr } from './sgr';
import { stitch } from './stitch';

type Read = Pick<Online, 'instanceId' | 'onlineAt'>;

/** A console log as it is stored, without colours. */
export interface ConsoleLog {
  text: string;
  /** When a line (counted from 1) was first read. */
  offsetOfLine(line: number): number | undefined;
}

interface Reading {
  text: string;
  offsetMs: number;
  /** The log is longer than what EC2 gives of it: its beginning is missing. */
  truncated: boolean;
}

/** EC2 gives no more than the last 64 KB; a reading of about that much has a beginning that is not the log's. */
const TRUNCATED_BYTES = 63 * 1024;
/** No more of a log is kept, whatever a machine writes. */
const LONGEST_LOG = 8 * 1024 * 1024;

/** While the log grows, its object is written again no more often than this. */
const UPLOAD_EVERY_MS = 10_000;
/** Stands where a part of the log was never read. */
const GAP = '[ami-smoke-test: console output is missing here]\n';
const TOO_LONG =
  '\n[ami-smoke-test: what came after is not kept: the log is too long]\n';

/**
 * The console log of one run: readings, cleaned, redacted and stitched into one text whose lines know when they were first
 * read. Nothing is stored before it is known to hold no beginning of a secret.
 */
export class ConsoleRecorder {
  readonly #run: RunTools;
  readonly #redactor: Redactor;
  readonly #limits: CaptureLimits;
  #chunks: ConsoleChunk[] = [];
  /** All that is stored, without colours: readings are joined by what they say, and so is what is archived. */
  #text = '';
  #storedLength = 0;
  #loading: Promise<void> | undefined;
  /** The reading that the text ends with, and how much of its own end is held back. */
  #last: Reading | undefined;
  #heldBack = 0;
  #toldOfBuffered = false;
  #failed = false;
  #lostObjects = new Set<string>();
  #uploadedAt = 0;
  #uploadedLength = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(run: RunTools, redactor: Redactor, limits: CaptureLimits) {
    this.#run = run;
    this.#redactor = redactor;
    this.#limits = limits;
  }

  /**
   * Reads again and again, until the signal ends it.
   *
   * @param onRead - called after each reading; it is `live` when it showed the log as it is now
   */
  async follow(
    online: Read,
    signal: AbortSignal,
    onRead: (reading: { live: boolean }) => Promise<void> = async () => {},
  ): Promise<void> {
    const pause = this.#run.journal.run.profile.consoleEverySeconds * 1000;
    for (;;) {
      await this.#run.clock.sleep(pause, signal);
      this.#run.assertHeld();
      const reading = await this.read(online, { latest: true });
      if (reading) await onRead(reading);
    }
  }

  /**
   * Reads once. That it cannot be read is a notice, said once, and never ends the run.
   *
   * @returns nothing when it could not be read
   */
  async read(
    online: Read,
    options: { latest: boolean },
  ): Promise<{ live: boolean } | undefined> {
    return this.#inTurn(async () => {
      try {
        const { bytes, live } = await this.#output(
          online.instanceId,
          options.latest,
        );
        const offsetMs = Math.max(
          0,
          this.#run.clock.now() - online.onlineAt.getTime(),
        );
        await this.#take(toReading(bytes, offsetMs));
        return { live };
      } catch (error) {
        if (isInterruption(error)) throw error;
        if (this.#failed) return undefined;
        this.#failed = true;
        await this.#run.journal.notice(
          `The console could not be read: ${(error as Error).message}`,
        );
        return undefined;
      }
    });
  }

  /** What is stored of the log, also by earlier processes. A reading that is under way is not waited for: EC2 may take its time. */
  async log(): Promise<ConsoleLog> {
    await this.#load();
    let entries: ReturnType<typeof timeline> | undefined;
    return {
      text: this.#text,
      offsetOfLine: line => {
        entries ??= timeline(this.#chunks);
        return entries.findLast(entry => entry.line <= line)?.offsetMs;
      },
    };
  }

  /**
   * Stores what was held back, and archives the whole log: once more, even if nothing came, because a process that lost the run
   * may have put an older one since.
   */
  async close(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#load();
      if (this.#last) await this.#add(this.#last, this.#last.text.length);
      this.#uploadedLength = 0;
      await this.#upload();
    });
  }

  async #output(
    instanceId: string,
    latest: boolean,
  ): Promise<{ bytes: Buffer; live: boolean }> {
    const { ec2, journal } = this.#run;
    if (latest && !this.#limits.why('latest console', journal.run)) {
      try {
        const bytes = await ec2.consoleOutput(instanceId, { latest: true });
        return { bytes, live: true };
      } catch (error) {
        if (!isEc2Error(error, 'unsupported')) throw error;
        this.#limits.learn('latest console', journal.run, error.message);
      }
    }
    if (latest && !this.#toldOfBuffered) {
      this.#toldOfBuffered = true;
      await journal.notice(
        `${journal.run.instanceType} gives no latest console log: the buffered one is read, which comes late`,
      );
    }
    const bytes = await ec2.consoleOutput(instanceId, { latest: false });
    return { bytes, live: false };
  }

  async #take(reading: Reading): Promise<void> {
    await this.#load();
    const safe = this.#redactor.safeLength(reading.text);
    const added = await this.#add(reading, safe);
    if (added && this.#run.clock.now() - this.#uploadedAt > UPLOAD_EVERY_MS) {
      await this.#upload();
    }
  }

  /** Adds what is new in the first `length` characters of a reading. */
  async #add(reading: Reading, length: number): Promise<boolean> {
    const { offsetMs, truncated } = reading;
    const redacted = this.#redactor.redact(reading.text.slice(0, length), {
      truncated,
    });
    const plain = withoutSgr(redacted);
    const { added, gap } = stitch(this.#text, plain);
    const isAtEnd = plain ? this.#text.endsWith(plain) : this.#text === '';
    const heldBack = reading.text.length - length;
    // An older reading that ends in the same line may have less of it.
    if (added || (isAtEnd && heldBack >= this.#heldBack)) {
      this.#last = reading;
      this.#heldBack = heldBack;
    }
    const room = LONGEST_LOG - this.#storedLength;
    if (!added || room <= 0) return false;
    const isMissing = gap || (truncated && this.#text === '');
    const coloured = redacted.slice(
      indexAfter(redacted, plain.length - added.length),
    );
    const whole = isMissing ? `${GAP}${coloured}` : coloured;
    const text =
      whole.length < room ? whole : `${cutSgr(whole, room)}${TOO_LONG}`;
    const bytes = Buffer.byteLength(text);
    await this.#run.journal.addConsole(
      { offsetMs, text },
      {
        type: 'console',
        runId: this.#run.journal.run.id,
        offsetMs,
        bytes,
        message: `Console: ${bytes} more bytes`,
      },
    );
    this.#remember({ offsetMs, text });
    return true;
  }

  /** Continues the log of an earlier process. */
  #load(): Promise<void> {
    this.#loading ??= this.#run.journal.console().then(
      chunks => chunks.forEach(chunk => this.#remember(chunk)),
      error => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  #remember(chunk: ConsoleChunk): void {
    this.#chunks.push(chunk);
    this.#text += withoutSgr(chunk.text);
    this.#storedLength += chunk.text.length;
  }

  async #upload(): Promise<void> {
    if (this.#text.length === this.#uploadedLength) return;
    this.#uploadedAt = this.#run.clock.now();
    this.#uploadedLength = this.#text.length;
    await this.#keep('console.log', 'text/plain; charset=utf-8', this.#text);
    await this.#keep(
      'console.timeline.json',
      'application/json',
      JSON.stringify({ schemaVersion: 1, lines: timeline(this.#chunks) }),
    );
  }

  async #keep(path: string, contentType: string, text: string): Promise<void> {
    const object = await this.#run.evidence.keep({
      path,
      contentType,
      body: Buffer.from(text),
    });
    if (!('lost' in object)) {
      await this.#run.journal.putObject(object);
    } else if (!this.#lostObjects.has(path)) {
      this.#lostObjects.add(path);
      await this.#run.journal.notice(`${path} is not archived: ${object.lost}`);
    }
  }

  /** One reading at a time: each is stitched to what the one before it left. */
  async #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(task);
    this.#queue = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }
}

/** Bytes as EC2 gave them; without the rest of a line whose beginning is missing, as that may have told what it is. */
function toReading(bytes: Buffer, offsetMs: number): Reading {
  const text = normalise(bytes);
  const truncated = bytes.length >= TRUNCATED_BYTES;
  return {
    text: truncated ? text.slice(text.indexOf('\n') + 1) : text,
    offsetMs,
    truncated,
  };
}

/**
 * Which line was first read when: an entry for each line (counted from 1) at which the offset changes. A line that spans two
 * readings is of the first.
 */
export function timeline(
  chunks: ConsoleChunk[],
): { line: number; offsetMs: number }[] {
  const entries: { line: number; offsetMs: number }[] = [];
  let line = 1;
  let midLine = false;
  for (const { offsetMs, text } of chunks) {
    const breaks = text.split('\n').length - 1;
    const first = midLine ? line + 1 : line;
    const last = text.endsWith('\n') ? line + breaks - 1 : line + breaks;
    if (first <= last) entries.push({ line: first, offsetMs });
    line += breaks;
    midLine = !text.endsWith('\n');
  }
  return entries;
}
