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

import {
  launchedTwice,
  readJournal,
  whatIsLeft,
  type JournalEvent,
} from '@ami-smoke-test/local-ec2';
import {
  missingCaptures,
  unrecordedCaptures,
  wrongManifest,
  type RunFacts,
} from './evidence';

/** One thing that must hold, and where it does not. */
export interface Ruling {
  id:
    | 'finished'
    | 'verdicts'
    | 'launched-twice'
    | 'left'
    | 'bystanders'
    | 'captures-missing'
    | 'captures-unrecorded'
    | 'manifests';
  /** What there must be none of. */
  none: string;
  violations: string[];
}

/**
 * Judges from the journal of the local EC2, from S3, and from what the API says to the same.
 *
 * @param toStay - the ids of what is none of ours
 */
export function judge(
  facts: RunFacts[],
  journalPath: string,
  toStay: string[],
): Ruling[] {
  const journal = readJournal(journalPath);
  return [
    {
      id: 'finished',
      none: 'runs that have not ended',
      violations: facts
        .filter(({ run }) => run.stage !== 'finished' && !isStillLooking(run))
        .map(
          ({ posted, run }) =>
            `${posted.name} (${posted.fate.name}): ${run.stage}, ${run.cleanup}`,
        ),
    },
    {
      id: 'verdicts',
      none: 'verdicts that are not deserved',
      violations: facts.flatMap(wrongVerdict),
    },
    {
      id: 'launched-twice',
      none: 'runs launched twice',
      violations: launchedTwice(journal).map(
        ({ by, value, instanceIds }) =>
          `${by} ${value}: ${instanceIds.join(', ')}`,
      ),
    },
    {
      id: 'left',
      none: 'things left in EC2',
      violations: left(facts, journal, toStay),
    },
    {
      id: 'bystanders',
      none: "things of others' that were removed",
      violations: journal.flatMap(event =>
        event.type === 'life' &&
        toStay.includes(event.id) &&
        (event.change === 'deleted' || event.state === 'terminated')
          ? [`${event.kind} ${event.id} ${event.name ?? ''}`]
          : [],
      ),
    },
    {
      id: 'captures-missing',
      none: 'captures recorded but not in S3',
      violations: facts.flatMap(missingCaptures),
    },
    {
      id: 'captures-unrecorded',
      none: 'captures in S3 but not recorded',
      violations: facts.flatMap(unrecordedCaptures),
    },
    {
      id: 'manifests',
      none: 'manifests that do not match',
      violations: facts.flatMap(wrongManifest),
    },
  ];
}

/**
 * Whether a run only waits for what a launch may have made that was never answered: for that EC2 is asked again and again for
 * 15 minutes, longer than we wait.
 */
export function isStillLooking({ stage, resources }: RunFacts['run']): boolean {
  return (
    stage === 'cleaning-up' &&
    resources.some(
      ({ kind, state }) => kind === 'instance' && state === 'intended',
    )
  );
}

/** Whether a launch was never answered for good: nothing is known that it made. */
function hasLostLaunch({ resources }: RunFacts['run']): boolean {
  return resources.some(
    ({ kind, state, resourceId }) =>
      kind === 'instance' && resourceId === undefined && state !== 'refused',
  );
}

function wrongVerdict({ posted, run, manifest }: RunFacts): string[] {
  const { name, deservesWithLostLaunch } = posted.fate;
  const deserves =
    deservesWithLostLaunch && hasLostLaunch(run)
      ? deservesWithLostLaunch
      : posted.fate.deserves;
  const said = [run.verdict, manifest?.run.verdict];
  if (said.every(verdict => verdict === deserves)) return [];
  return [
    `${posted.name} (${name}) deserves ${deserves}; the API says ${said[0]}, its manifest ${said[1]}: ${run.reason}`,
  ];
}

function left(
  facts: RunFacts[],
  journal: JournalEvent[],
  toStay: string[],
): string[] {
  // Key pairs go after instances.
  const looking = new Set(
    facts
      .filter(({ run }) => isStillLooking(run))
      .map(({ posted }) => `ami-smoke-test-${posted.runId}`),
  );
  return whatIsLeft(journal, {
    ignore: ({ kind, id, instanceId = '', name = '' }) =>
      toStay.includes(id) ||
      toStay.includes(instanceId) ||
      (kind === 'key-pair' && looking.has(name)),
  }).map(
    ({ kind, id, name, state }) =>
      `${kind} ${id} ${name ?? ''} (${state ?? 'there'})`,
  );
}
