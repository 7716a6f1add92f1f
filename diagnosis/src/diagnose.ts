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

import { setImmediate } from 'node:timers/promises';
import type {
  Diagnosis,
  Finding,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { BootRecord } from './BootRecord';
import { conclude, fatalFindingOf } from './conclude';
import { Observer } from './Observer';
import { loadCatalogue, type Catalogue } from './signatures/catalogue';
import { LineReader } from './text/LineReader';

/** A few lines: where each of them is the first to need some patterns, which are compiled then, they take some milliseconds. */
const CHARACTERS_AT_ONCE = 256;
/** After so long others have their turn. */
const TURN_MS = 10;

/** A boot that was looked at once, and may be asked several things. @public */
export interface Examination {
  diagnosis(): Diagnosis;
  /**
   * A finding after which nothing more will come, and the boot has not gone on since.
   *
   * @param options - screens: whether what was read from a screen is enough
   */
  fatalFinding(options: { screens: boolean }): Finding | undefined;
}

/** Looks at a boot. @public */
export function examine(
  record: BootRecord,
  catalogue: Catalogue = loadCatalogue(),
): Examination {
  const observer = new Observer(catalogue, record);
  const reader = new LineReader((text, line) => observer.addLine(text, line));
  reader.write(record.console ?? '');
  return examination(observer, reader, record, catalogue);
}

/** As {@link examine}, but a long log does not keep others from their turn. @public */
export async function examineInTurns(
  record: BootRecord,
  catalogue: Catalogue = loadCatalogue(),
): Promise<Examination> {
  const { console = '' } = record;
  const observer = new Observer(catalogue, record);
  const reader = new LineReader((text, line) => observer.addLine(text, line));
  let begin = performance.now();
  for (let at = 0; at < console.length; at += CHARACTERS_AT_ONCE) {
    if (performance.now() - begin > TURN_MS) {
      await setImmediate();
      begin = performance.now();
    }
    reader.write(console.slice(at, at + CHARACTERS_AT_ONCE));
  }
  return examination(observer, reader, record, catalogue);
}

function examination(
  observer: Observer,
  reader: LineReader,
  record: BootRecord,
  catalogue: Catalogue,
): Examination {
  reader.end();
  observer.finish();
  return {
    diagnosis: () => conclude(observer, record, catalogue),
    fatalFinding: options => fatalFindingOf(observer, options),
  };
}

/** How far a boot came, what went wrong, and what to do. @public */
export function diagnose(record: BootRecord, catalogue?: Catalogue): Diagnosis {
  return examine(record, catalogue).diagnosis();
}

/** See {@link Examination.fatalFinding}. @public */
export function fatalFinding(
  record: BootRecord,
  options: { screens: boolean },
  catalogue?: Catalogue,
): Finding | undefined {
  return examine(record, catalogue).fatalFinding(options);
}
