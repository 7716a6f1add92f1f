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

import type { CheckAttempts } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { CheckSpec } from '../config';
import { httpCheck } from './http';
import { integrityCheck } from './integrity';
import { tcpCheck } from './tcp';

/** What one attempt came to: see `CheckAttempts` for the outcomes. */
export interface Answer {
  outcome: CheckAttempts['outcome'];
  /** In words, e.g. `connection refused`. */
  detail: string;
  /** No other answer will come. */
  final?: boolean;
}

/** The instance that is asked. */
export interface Asked {
  /** The only address that is ever asked. */
  address: string;
  /** Its console log, as far as it is stored. */
  console(): Promise<string>;
}

/** One question to the service, or to the console about the image. */
export interface Check {
  name: string;
  type: CheckSpec['type'];
  /** What is asked, e.g. `GET :8080/health`. */
  target: string;
  /** How long an answer is waited for. */
  timeoutMs: number;
  /** Of its own, from online, instead of the service's. */
  budgetMs?: number;
  /** Asks once. Rejects only with the signal's reason, or when there is no way to ask. */
  ask(asked: Asked, signal: AbortSignal): Promise<Answer>;
}

/** The checks of a profile; names that are not given are the targets, and a name that was given before gets a number. */
export function createChecks(specs: CheckSpec[]): Check[] {
  const names = new Set<string>();
  return specs.map(spec => {
    const check = checkOf(spec);
    const wanted = spec.name ?? check.target;
    let name = wanted;
    for (let n = 2; names.has(name); n += 1) name = `${wanted} (${n})`;
    names.add(name);
    return { ...check, name, type: spec.type };
  });
}

function checkOf(spec: CheckSpec): Omit<Check, 'name' | 'type'> {
  if (spec.type === 'integrity') return integrityCheck(spec);
  return {
    ...(spec.type === 'tcp' ? tcpCheck(spec) : httpCheck(spec)),
    timeoutMs: spec.timeoutSeconds * 1000,
  };
}
