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
import type { BootRecord } from './BootRecord';
import { conclude } from './conclude';
import { Observer } from './Observer';
import { loadCatalogue, type Catalogue } from './signatures/catalogue';
import { LineReader } from './text/LineReader';

/** Diagnoses a console log that is too long to be held: it takes any bytes, in bounded memory. @public */
export class BootReader {
  readonly #rest: Omit<BootRecord, 'console'>;
  readonly #catalogue: Catalogue;
  readonly #observer: Observer;
  readonly #reader: LineReader;

  /** @param rest - what is known besides the log */
  constructor(
    rest: Omit<BootRecord, 'console'> = {},
    catalogue: Catalogue = loadCatalogue(),
  ) {
    this.#rest = rest;
    this.#catalogue = catalogue;
    this.#observer = new Observer(catalogue, rest);
    this.#reader = new LineReader((text, line) =>
      this.#observer.addLine(text, line),
    );
  }

  /** The next part of the log. */
  write(chunk: Uint8Array | string): void {
    this.#reader.write(chunk);
  }

  /** After the last part. */
  finish(): Diagnosis {
    this.#reader.end();
    this.#observer.finish();
    return conclude(this.#observer, this.#rest, this.#catalogue);
  }
}
