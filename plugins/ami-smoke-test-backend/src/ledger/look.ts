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
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Known, Place, ReaperStore } from '../database/ReaperStore';
import type { LedgerRecord } from '../database/records';
import type { Ec2, OwnedResource } from '../ec2/Ec2';

/** What one look at a place showed. */
export interface Sight {
  /** By the database's clock, before AWS was read. */
  readAt: Date;
  /** All that carries our tag. */
  things: OwnedResource[];
  /** What the database knows of them, read after AWS. */
  known: Known;
  /** The client tokens of instances that an unanswered launch made after all, by their ids. */
  byToken: Map<string, string>;
  /** Open ledger rows that no run looks after. */
  abandoned: LedgerRecord[];
}

/**
 * Reads AWS first and the ledger second. What is made was written down before, so whatever was there in AWS has a row by the time
 * that the ledger is read: a run that launches meanwhile is not mistaken.
 */
export async function look(
  ec2: Ec2,
  options: { store: ReaperStore; place: Place; owner: string },
): Promise<Sight> {
  const { store, place, owner } = options;
  const readAt = await store.now();
  const things = await ec2.owned(owner);
  const known = await store.known(place, {
    resourceIds: things.map(({ id }) => id),
    runIds: [...new Set(things.flatMap(({ tags }) => tags[TAGS.run] ?? []))],
  });
  return {
    readAt,
    things,
    known,
    byToken: await findByToken(ec2, things, known),
    abandoned: await store.abandoned(place),
  };
}

/** What a launch made that was given up as never made carries its client token. */
async function findByToken(
  ec2: Ec2,
  things: OwnedResource[],
  { rows }: Known,
): Promise<Map<string, string>> {
  const instances = things.filter(
    ({ kind, id }) =>
      kind === 'instance' && !rows.some(({ entry }) => entry.resourceId === id),
  );
  const runs = new Set(instances.map(({ tags }) => tags[TAGS.run]));
  const found = new Map<string, string>();
  for (const { entry } of rows) {
    const isLost =
      entry.kind === 'instance' &&
      entry.state === 'gone' &&
      entry.resourceId === undefined;
    if (!isLost || !runs.has(entry.runId)) continue;
    for (const { instanceId } of await ec2.findByClientToken(entry.token)) {
      found.set(instanceId, entry.token);
    }
  }
  return found;
}
