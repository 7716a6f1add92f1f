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
import { loadCatalogue } from '@ami-smoke-test/diagnosis';
import { readFile } from 'node:fs/promises';
import { EXIT_USAGE } from '../exitCodes';
import type { Output } from '../output';
import { diagnoseBoot } from './diagnoseBoot';
import { gather } from './gather';
import { UnusableInputError, type Material } from './material';
import { placeInRun, printDiagnosis, type Place } from './printDiagnosis';

/** The flags of `diagnose`. */
export interface DiagnoseFlags {
  json?: boolean;
  screens: boolean;
  signatures?: string[];
}

/**
 * `ami-smoke-test diagnose`: says what a log and screenshots of any origin tell.
 *
 * @param outputs - `result` for what was asked for, `remarks` for what else there is to say
 * @returns the exit code
 */
export async function diagnoseCommand(
  paths: string[],
  flags: DiagnoseFlags,
  outputs: { result: Output; remarks: Output },
): Promise<number> {
  const { result, remarks } = outputs;
  try {
    const material = await gather(paths);
    const diagnosis = await diagnoseBoot(material, {
      screens: flags.screens,
      signatures: await readSignatures(flags.signatures ?? []),
    });
    for (const note of material.notes) {
      remarks.line(`  ! ${note}`, remarks.yellow);
    }
    if (flags.json) result.block(toJson(diagnosis));
    else print(material, paths, diagnosis, result);
    return 0;
  } catch (error) {
    if (!(error instanceof UnusableInputError)) throw error;
    remarks.line(`AMI Smoke Test: ${error.message}.`, remarks.red);
    return EXIT_USAGE;
  }
}

function print(
  material: Material,
  paths: string[],
  diagnosis: Diagnosis,
  output: Output,
) {
  output.line(`AMI Smoke Test: diagnosis of ${paths.join(', ')}`, output.bold);
  printDiagnosis(diagnosis, output, placeIn(material));
}

function placeIn({ log, pictures, timed }: Material): Place {
  return evidence => {
    const { source, line, offsetMs } = evidence;
    if (source === 'console' && log) return `${log.name}:${line}`;
    const picture = pictures.find(each => each.offsetMs === offsetMs);
    if (source !== 'screen' || !picture) return placeInRun(evidence);
    return timed ? `${placeInRun(evidence)}, ${picture.name}` : picture.name;
  };
}

/** What a terminal would act on is escaped. */
function toJson(diagnosis: Diagnosis): string {
  return JSON.stringify(diagnosis, undefined, 2).replace(
    /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    character => character.split('').map(escapeUnit).join(''),
  );
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** As they stand in a config: a list. */
async function readSignatures(files: string[]): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const file of files) {
    try {
      const signatures = JSON.parse(await readFile(file, 'utf8'));
      if (!Array.isArray(signatures)) throw new Error('It is no list');
      loadCatalogue(signatures);
      all.push(...signatures);
    } catch (error) {
      throw new UnusableInputError(
        `--signatures ${file} cannot be used: ${(error as Error).message}`,
      );
    }
  }
  return all;
}
