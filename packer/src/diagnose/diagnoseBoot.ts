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

import type { Diagnosis } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { BootReader, loadCatalogue } from '@ami-smoke-test/diagnosis';
import type { Material } from './material';
import { readScreens } from './screens';

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
  const reader = new BootReader(
    { ...screens, offsetOfLine, service, lastGood },
    loadCatalogue(options.signatures),
  );
  if (log) for await (const chunk of log.chunks()) reader.write(chunk);
  return reader.finish();
}

async function screensOf(material: Material, options: DiagnoseOptions) {
  if (material.screens?.length) return { screens: material.screens };
  if (!options.screens || material.pictures.length === 0) return {};
  const { texts, notes, standstill } = await readScreens(material);
  material.notes.push(...notes);
  return { screens: texts, standstill };
}
