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

import { Readable } from 'node:stream';
import type {
  ConsolePage,
  Run,
  ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { NotFoundError } from '@backstage/errors';
import type { Archive } from '../archive/Archive';
import { withoutSgr } from '../capture/sgr';
import type { ObjectRecord, RunRecord } from '../database/records';
import type { SmokeTestStore } from '../database/SmokeTestStore';
import type { BuildViews } from './BuildViews';
import { toConsoleLines } from './consoleLines';
import { noSuch } from './noSuch';
import { toRun } from './views';

/** An object of a run's folder, ready to be sent. */
export interface EvidenceObject {
  contentType: string;
  sha256: string;
  size: number;
  /** Its bytes: from the database while S3 has not got them, else from S3. */
  open(): Promise<Readable>;
}

/** Reads runs and the evidence that they left. It trusts that the caller may ask. */
export class RunReader {
  readonly #store: SmokeTestStore;
  readonly #archive: Archive;
  readonly #views: BuildViews;

  constructor(options: {
    store: SmokeTestStore;
    archive: Archive;
    views: BuildViews;
  }) {
    this.#store = options.store;
    this.#archive = options.archive;
    this.#views = options.views;
  }

  /** @throws NotFoundError */
  async record(runId: string): Promise<RunRecord> {
    const run = await this.#store.getRun(runId);
    return run ?? noSuch('run', runId);
  }

  /**
   * @param maySeeEvidence - of which families the asker may see what the machines showed
   * @throws NotFoundError when it was removed just now
   */
  async describe(
    run: RunRecord,
    maySeeEvidence: (family: string) => boolean,
  ): Promise<Run> {
    const record = await this.#store.getBuild(run.buildId);
    if (!record) return noSuch('run', run.id);
    const [build, screenshots, diagnoses, attempts, notices, ledger] =
      await Promise.all([
        this.#views.one(record),
        this.#store.screenshotsOf(run.id),
        this.#store.diagnosesOf([run.id]),
        this.#store.attemptsOf(run.id),
        this.#store.noticesOf(run.id),
        this.#store.ledgerOf(run.id),
      ]);
    const summary = build.runs.find(({ id }) => id === run.id);
    if (!summary) return noSuch('run', run.id);
    return toRun(run, {
      summary,
      build,
      screenshots,
      diagnosis: diagnoses.get(run.id),
      attempts,
      notices,
      ledger,
      evidence: maySeeEvidence(run.family),
    });
  }

  /** @throws NotFoundError that says why there is none */
  async screenshot(
    run: RunRecord,
    offsetMs: number,
    size: 'full' | 'thumbnail',
  ): Promise<EvidenceObject> {
    const screenshots = await this.#store.screenshotsOf(run.id);
    const screenshot = screenshots.find(one => one.offsetMs === offsetMs);
    const wanted = `The run ${run.id} has no ${
      size === 'full' ? 'screenshot' : 'thumbnail'
    } at ${offsetMs} ms`;
    if (!screenshot) {
      const offsets = screenshots.map(one => one.offsetMs).join(', ');
      throw new NotFoundError(
        `${wanted}: ${
          offsets ? `there are some at ${offsets}` : 'none was taken yet'
        }`,
      );
    }
    const path = size === 'full' ? screenshot.path : screenshot.thumbnailPath;
    const object = path && (await this.#store.objectOf(run.id, path));
    if (!object) {
      throw new NotFoundError(
        `${wanted}: ${screenshot.missing ?? 'it could not be made'}`,
      );
    }
    return this.#evidence(run, object);
  }

  /** A page of the console log, with its colours; `from` counts from 1. */
  async console(
    run: RunRecord,
    page: { from: number; limit: number },
  ): Promise<ConsolePage> {
    const lines = toConsoleLines(await this.#store.consoleOf(run.id));
    const first = page.from - 1;
    return {
      lines: lines.slice(first, first + page.limit),
      totalLines: lines.length,
      complete: run.stage === 'finished',
    };
  }

  /** The console log as plain text, without colours. */
  async consoleText(run: RunRecord): Promise<string> {
    const chunks = await this.#store.consoleOf(run.id);
    return chunks.map(chunk => withoutSgr(chunk.text)).join('');
  }

  /** What was read from the run's screenshots, by offset. */
  async screenTexts(run: RunRecord): Promise<ScreenText[]> {
    return this.#store.screenTextsOf(run.id);
  }

  /** Everything in the run's folder, by path. */
  async objects(
    run: RunRecord,
  ): Promise<(EvidenceObject & { path: string })[]> {
    const objects = await this.#store.objectsOf(run.id);
    return objects.map(object => ({
      path: object.path,
      ...this.#evidence(run, object),
    }));
  }

  #evidence(run: RunRecord, object: ObjectRecord): EvidenceObject {
    const { contentType, sha256, size, path } = object;
    const folder = { ...run.image, runId: run.id };
    return {
      contentType,
      sha256,
      size,
      open: async () => {
        const body =
          object.body ?? (await this.#store.objectOf(run.id, path))?.body;
        if (body) return Readable.from([body]);
        return (await this.#archive.get(this.#archive.key(folder, path))).body;
      },
    };
  }
}
