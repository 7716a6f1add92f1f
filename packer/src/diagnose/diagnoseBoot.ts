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

import type {
  Diagnosis,
  Finding,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  BootReader,
  guessEncoding,
  guestFindings,
  loadCatalogue,
  readGuestReport,
} from '@ami-smoke-test/diagnosis';
import { UnusableInputError, type Log, type Material } from './material';
import { readScreens } from './screens';

/** The report from inside the guest is looked for in logs that are no larger: a console has some hundred kilobytes. */
const MOST_REPORT_BYTES = 8 * 1024 * 1024;

/** What the user decides. */
export interface DiagnoseOptions {
  /** Whether screenshots are read. */
  screens: boolean;
  /** Signatures beside ours, as they stand in a config. */
  signatures: unknown[];
}

/**
 * Diagnoses a boot. What had to be left out is added to the material's notes.
 *
 * @throws UnusableInputError when there is nothing to go by
 */
export async function diagnoseBoot(
  material: Material,
  options: DiagnoseOptions,
): Promise<Diagnosis> {
  const { log, offsetOfLine, service, lastGood } = material;
  const screens = await screensOf(material, options);
  const further: Finding[] = [];
  const reader = new BootReader(
    { ...screens, offsetOfLine, service, lastGood, further },
    loadCatalogue(options.signatures),
  );
  if (log) further.push(...(await readLog(log, reader)));
  return reader.finish();
}

/** @returns what the guest itself reported on its console */
async function readLog(log: Log, reader: BootReader): Promise<Finding[]> {
  const passed: Buffer[] = [];
  let size = 0;
  for await (const chunk of log.chunks()) {
    reader.write(chunk);
    size += chunk.length;
    if (size <= MOST_REPORT_BYTES) passed.push(chunk);
  }
  if (size > MOST_REPORT_BYTES) return [];
  const bytes = Buffer.concat(passed);
  const text = new TextDecoder(guessEncoding(bytes)).decode(bytes);
  return guestFindings(readGuestReport(text));
}

/** A log is diagnosed without its screenshots when these cannot be read; where they are all there is, that is the end. */
async function screensOf(material: Material, options: DiagnoseOptions) {
  const { screens, pictures, notes, log } = material;
  if (screens?.length) return { screens };
  if (!options.screens || pictures.length === 0) return {};
  try {
    const read = await readScreens(material);
    notes.push(...read.notes);
    return { screens: read.texts, standstill: read.standstill };
  } catch (error) {
    if (!log || !(error instanceof UnusableInputError)) throw error;
    notes.push(error.message);
    return {};
  }
}
