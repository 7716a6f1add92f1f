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

import type { ResourceKind } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { isDefiniteRefusal } from '../ec2/Ec2Error';
import { NotTheImageError } from '../run/outcomes';
import type { RunContext } from './RunContext';
import { untilAnswered } from './untilAnswered';

/**
 * Makes a thing that its name stands for, once: the request is written down before it is sent, and sent from there until EC2
 * has answered it.
 *
 * @param thing - `send` must give what is there already when the request was sent before
 * @returns EC2's id
 */
export async function makeOnce<Request>(
  run: RunContext,
  thing: {
    kind: ResourceKind;
    name: string;
    request: () => Promise<Request>;
    send: (request: Request) => Promise<string>;
  },
): Promise<string> {
  const { kind, name, request, send } = thing;
  const known = await run.ledger.find<Request>(kind, name);
  const entry = known ?? (await run.ledger.intend(kind, name, await request()));
  if (entry.state === 'exists') return entry.resourceId ?? '';
  if (entry.state === 'refused') {
    throw new NotTheImageError(entry.proof ?? `EC2 refused the ${kind}`);
  }
  if (entry.state === 'gone') {
    throw new NotTheImageError(
      `The ${kind} ${name} was gone before it was used: ${entry.proof}`,
    );
  }
  try {
    const id = await untilAnswered(run, () => send(entry.request));
    await run.ledger.made(entry, id);
    return id;
  } catch (error) {
    // What an earlier process may have sent is looked for in the cleanup.
    if (!known && isDefiniteRefusal(error)) {
      await run.ledger.refused(entry, error);
    }
    throw error;
  }
}
