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
  diagnosisSchema,
  screenTextSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Material, Picture } from './material';
import { logBytes, openInput, readPicture } from './openInput';

const MOST_BYTES = 16 * 1024 * 1024;

/** What is needed of the manifest of a run; the backend's archive has all of it. */
const manifestSchema = z.object({
  schemaVersion: z.literal(1),
  run: z.object({
    verdict: z.string().optional(),
    checks: z
      .array(z.object({ type: z.string(), state: z.string() }))
      .default([]),
  }),
  screenshots: z.array(
    z.object({ offsetMs: z.number(), path: z.string().optional() }),
  ),
  screenTexts: z.array(screenTextSchema).optional(),
  diagnosis: diagnosisSchema.pick({ findings: true }).optional(),
});

const timelineSchema = z.object({
  lines: z.array(z.object({ line: z.number(), offsetMs: z.number() })),
});

/**
 * What the archive of a run holds, with the time of everything.
 *
 * @returns undefined when the folder is no archive
 */
export async function readArchive(
  folder: string,
): Promise<Material | undefined> {
  const manifest = await readJson(
    join(folder, 'manifest.json'),
    manifestSchema,
  );
  if (!manifest) return undefined;
  const timeline = await readJson(
    join(folder, 'console.timeline.json'),
    timelineSchema,
  );
  const log = await openInput(join(folder, 'console.log')).catch(
    () => undefined,
  );
  return {
    log: log && { name: log.name, chunks: () => logBytes(log) },
    pictures: picturesOf(folder, manifest.screenshots),
    timed: true,
    screens: manifest.screenTexts,
    offsetOfLine: timeline && offsetsOf(timeline.lines),
    service: serviceAfter(manifest.run),
    lastGood: manifest.diagnosis?.findings
      .filter(({ inLastGood }) => inLastGood)
      .map(({ id }) => id),
    notes: [],
  };
}

function picturesOf(
  folder: string,
  screenshots: z.infer<typeof manifestSchema>['screenshots'],
): Picture[] {
  return screenshots.flatMap(({ offsetMs, path }) => {
    if (!path) return [];
    // Whatever a manifest says, it is a file of that folder.
    const name = join(folder, 'screenshots', basename(path));
    const read = async () => readPicture(await openInput(name));
    return [{ name, offsetMs, read }];
  });
}

/** The lines of one reading share its time; the timeline has the first of each. */
function offsetsOf(entries: { line: number; offsetMs: number }[]) {
  return (line: number) =>
    entries.findLast(entry => entry.line <= line)?.offsetMs;
}

function serviceAfter({
  verdict,
  checks,
}: z.infer<typeof manifestSchema>['run']): Material['service'] {
  // A run may fail by its files although its service answered.
  const asked = checks.filter(({ type }) => type !== 'integrity');
  const answered =
    asked.length > 0 && asked.every(({ state }) => state === 'passed');
  if (verdict === 'passed' || answered) return 'answered';
  return verdict === 'failed' ? 'silent' : undefined;
}

async function readJson<T>(
  path: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  try {
    if ((await stat(path)).size > MOST_BYTES) return undefined;
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
