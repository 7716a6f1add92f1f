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
import type { Known, RunState } from '../database/ReaperStore';
import type { LedgerRecord } from '../database/records';
import type { OwnedResource } from '../ec2/Ec2';
import type { Sight } from './look';

/** What happened less than this before AWS was read may not show there yet. */
const CONSISTENCY_MS = 60_000;

/** An instant with its time zone, as ISO 8601 writes it: what leaves anything to guess is no permission to remove. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** What is to become of a thing in AWS, and why. */
export type Judgement =
  /** A run looks after it, or it is too early to say. */
  | { verdict: 'leave' }
  /** It is nobody's; its ledger row, if it has one. */
  | { verdict: 'remove'; why: string; entry?: LedgerRecord }
  /** A person has to decide. */
  | { verdict: 'report'; why: string };

/** What things are judged by. */
export interface Grounds extends Sight {
  /** Ours. */
  owner: string;
  /** How long after `expires-at` a thing that the ledger does not know is left. */
  graceMs: number;
  now: Date;
}

/** Says what is to become of a thing that carries our tag. */
export function judge(thing: OwnedResource, grounds: Grounds): Judgement {
  if (thing.tags[TAGS.owner] !== grounds.owner) return { verdict: 'leave' };
  const row = findRow(thing, grounds);
  return row
    ? judgeKnown(row.entry, row.run, grounds)
    : judgeUnknown(thing, grounds);
}

/** By its id; what has none in the ledger yet, by what its answer was to be found by, if it says that it is of the same run. */
function findRow(
  { kind, id, name, tags }: OwnedResource,
  { known, byToken }: Grounds,
): Known['rows'][number] | undefined {
  const rows = known.rows.filter(({ entry }) => entry.kind === kind);
  const token = byToken.get(id) ?? name;
  return (
    rows.find(({ entry }) => entry.resourceId === id) ??
    rows.find(
      ({ entry }) =>
        entry.resourceId === undefined &&
        entry.state !== 'refused' &&
        entry.token === token &&
        entry.runId === tags[TAGS.run],
    )
  );
}

function judgeKnown(
  entry: LedgerRecord,
  run: RunState,
  grounds: Grounds,
): Judgement {
  if (entry.state === 'gone') {
    // It may have gone between the two looks.
    if (isRecent(entry.goneAt, grounds)) return { verdict: 'leave' };
    const why = `The ledger has it as gone (${entry.proof ?? 'no proof'})`;
    return { verdict: 'remove', entry, why };
  }
  return run.stage === 'finished'
    ? { verdict: 'remove', entry, why: `Its run ${run.id} is finished` }
    : { verdict: 'leave' };
}

function judgeUnknown(
  { tags }: OwnedResource,
  { known, graceMs, now, ...grounds }: Grounds,
): Judgement {
  const runId = tags[TAGS.run];
  const run = runId === undefined ? undefined : known.runs.get(runId);
  if (run && run.stage !== 'finished') return { verdict: 'leave' };
  if (isRecent(run?.finishedAt, grounds)) return { verdict: 'leave' };
  const unknown = 'The ledger does not know it';
  if (!runId) {
    return {
      verdict: 'report',
      why: `${unknown}, and it has no tag ${TAGS.run}`,
    };
  }
  const text = tags[TAGS.expiresAt];
  if (text === undefined) {
    return {
      verdict: 'report',
      why: `${unknown}, and it has no tag ${TAGS.expiresAt}`,
    };
  }
  const expiresAt = INSTANT.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(expiresAt)) {
    return {
      verdict: 'report',
      why: `${unknown}, and its tag ${TAGS.expiresAt} is no instant: '${text}'`,
    };
  }
  const over = new Date(expiresAt + graceMs);
  return now > over
    ? { verdict: 'remove', why: `${unknown}, and it expired at ${text}` }
    : {
        verdict: 'report',
        why: `${unknown}; it counts as nobody's from ${over.toISOString()}`,
      };
}

function isRecent(
  instant: Date | undefined,
  { readAt }: Pick<Grounds, 'readAt'>,
): boolean {
  return (
    instant !== undefined &&
    instant.getTime() > readAt.getTime() - CONSISTENCY_MS
  );
}
