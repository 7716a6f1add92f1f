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

import { z } from 'zod';
import type { Clue } from '../match/Clue';
import { cluesFor } from '../match/cluesFor';
import type { LineMatcher } from '../match/LineMatcher';
import blockDevice from './block-device.json';
import bootLoader from './boot-loader.json';
import io from './io.json';
import kernel from './kernel.json';
import network from './network.json';
import provisioning from './provisioning.json';
import { signatureFileSchema, signatureSchema, type Signature } from './schema';
import service from './service.json';
import sizing from './sizing.json';
import windows from './windows.json';

const FILES: unknown[] = [
  blockDevice,
  bootLoader,
  io,
  network,
  kernel,
  sizing,
  provisioning,
  service,
  windows,
];

/** Signatures, ready to be looked for. @public */
export interface Catalogue {
  readonly signatures: readonly Signature[];
  /** @internal */
  readonly console: LineMatcher<Clue>;
  /** Made when the first screen is to be looked at. @internal */
  screen(): LineMatcher<Clue>;
}

let ours: Catalogue | undefined;

/**
 * Our signatures, and those of an installation.
 *
 * @param further - in the form of `signatureSchema`
 * @throws Error that names the field
 */
export function loadCatalogue(further: readonly unknown[] = []): Catalogue {
  if (further.length === 0) {
    ours ??= compile(ourSignatures());
    return ours;
  }
  const all = [
    ...ourSignatures(),
    ...checked(z.array(signatureSchema), further),
  ];
  const twice = all.find(
    ({ id }, index) => all.findIndex(other => other.id === id) < index,
  );
  if (twice) {
    throw new Error(
      `There are two signatures with the id '${twice.id}'; give yours another one`,
    );
  }
  return compile(all);
}

/** @internal */
export function ourSignatures(): Signature[] {
  return FILES.flatMap(file => {
    const { category, signatures } = checked(signatureFileSchema, file);
    return signatures.map(each => ({ ...each, category }));
  });
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`The signatures are wrong: ${z.prettifyError(result.error)}`);
}

function compile(signatures: readonly Signature[]): Catalogue {
  let screen: LineMatcher<Clue> | undefined;
  return {
    signatures,
    console: cluesFor('console', signatures),
    screen: () => {
      screen ??= cluesFor('screen', signatures);
      return screen;
    },
  };
}
