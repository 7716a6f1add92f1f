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
import type { NewFinding, Place } from '../database/ReaperStore';
import type { LedgerRecord } from '../database/records';
import type { OwnedResource } from '../ec2/Ec2';
import { judge, type Grounds } from './judge';

/** A thing to remove: as a removal takes it, and as it is told of. */
export interface Marked {
  entry: LedgerRecord;
  finding: NewFinding;
  /** Its ledger row is open, and to be settled. */
  settles: boolean;
}

/** What follows from a look. */
export interface Decisions {
  remove: Marked[];
  /** To be left alone and told of. */
  report: NewFinding[];
}

/**
 * Decides what is to be done about each thing that no run looks after.
 *
 * @param options - `onlyReport`: why nothing is to be removed
 */
export function decide(
  grounds: Grounds,
  { place, onlyReport }: { place: Place; onlyReport?: string },
): Decisions {
  const decisions: Decisions = { remove: [], report: [] };
  for (const thing of grounds.things) {
    const judgement = judge(thing, grounds);
    if (judgement.verdict === 'leave') continue;
    const { verdict, why } = judgement;
    const finding = findingOf(thing, place, why);
    if (verdict === 'report') decisions.report.push(finding);
    else decisions.remove.push(markThing(thing, finding, judgement.entry));
  }
  const marked = new Set(decisions.remove.map(({ entry }) => entry.id));
  for (const entry of grounds.abandoned) {
    if (!marked.has(entry.id)) decisions.remove.push(markRow(entry));
  }
  return withoutWhatMustStay(
    decisions,
    (one, all) => onlyReport ?? inUseBy(one, all, grounds.things),
  );
}

function withoutWhatMustStay(
  { remove, report }: Decisions,
  obstacleTo: (one: Marked, all: Marked[]) => string | undefined,
): Decisions {
  const decisions: Decisions = { remove: [], report: [...report] };
  for (const one of remove) {
    const obstacle = obstacleTo(one, remove);
    if (obstacle === undefined) decisions.remove.push(one);
    else {
      decisions.report.push({
        ...one.finding,
        action: 'left',
        detail: obstacle,
      });
    }
  }
  return decisions;
}

/** EC2 would refuse to remove it, and rightly. */
function inUseBy(
  { entry }: Marked,
  all: Marked[],
  things: OwnedResource[],
): string | undefined {
  const thing = things.find(({ id }) => id === entry.resourceId);
  const { attachedTo } = thing ?? {};
  if (attachedTo === undefined) return undefined;
  return all.some(other => other.entry.resourceId === attachedTo)
    ? undefined
    : `It is attached to ${attachedTo}, which stays`;
}

function findingOf(
  { kind, id, name, tags }: OwnedResource,
  place: Place,
  why: string,
): NewFinding {
  return {
    ...place,
    kind,
    resourceId: id,
    name,
    runId: tags[TAGS.run],
    why,
    action: 'left',
  };
}

/** It is there, whatever its row says, and is removed as such. */
function markThing(
  { kind, id, name, tags, createdAt }: OwnedResource,
  finding: NewFinding,
  entry: LedgerRecord | undefined,
): Marked {
  const { accountId, region } = finding;
  const unknown: LedgerRecord = {
    id: `${kind} ${id}`,
    runId: tags[TAGS.run] ?? id,
    accountId,
    region,
    kind,
    token: name ?? id,
    state: 'exists',
    intendedAt: createdAt ?? new Date(0),
  };
  return {
    entry: { ...(entry ?? unknown), state: 'exists', resourceId: id },
    finding: { ...finding, action: 'removing' },
    settles: entry !== undefined && entry.state !== 'gone',
  };
}

function markRow(entry: LedgerRecord): Marked {
  const { accountId, region, kind, runId, resourceId, token } = entry;
  return {
    entry,
    finding: {
      accountId,
      region,
      kind,
      resourceId: resourceId ?? token,
      runId,
      why: `Its run ${runId} is finished, and it was never seen gone`,
      action: 'removing',
    },
    settles: true,
  };
}
