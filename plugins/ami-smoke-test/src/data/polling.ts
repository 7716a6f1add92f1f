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

import type {
  Build,
  ChannelList,
  ChannelState,
  RunSummary,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { isLasting } from './errors';

/**
 * How often something that is under way is asked about, in ms. Signals tell of changes at once; this is for installations
 * without them, and for a signal that was lost.
 */
export const RUNNING_POLL_MS = 5_000;

/** The same for lists, where nothing hangs on a second. */
export const LIST_POLL_MS = 15_000;

/** The same for channels while publishers are at work, in ms: that takes seconds. */
export const PUBLISHING_POLL_MS = 2_000;

/** The same for a comparison, in ms: for each answer the backend lays two whole logs side by side. */
export const COMPARISON_POLL_MS = 12_000;

/** The same for what waits for nothing but a removal that AWS refuses, in ms: that takes somebody's hand, and days. */
const LEAKED_POLL_MS = 60_000;

/** How a question stands. */
interface Asked<T> {
  data: T | undefined;
  error: unknown;
}

type Pace = Pick<RunSummary, 'stage' | 'cleanup'>;

/** How long to wait before asking about a run again, in ms; not at all once it is finished or will not be told. */
export function pollOfRun({ data, error }: Asked<Pace>): number | false {
  return pollOf(data && [data], error, RUNNING_POLL_MS);
}

/** The same for a build. */
export function pollOfBuild({
  data,
  error,
}: Asked<{ runs: Pace[] }>): number | false {
  return pollOf(data?.runs, error, RUNNING_POLL_MS);
}

/** The same for two runs side by side. */
export function pollOfComparison({
  data,
  error,
}: Asked<{ run: Pace; other?: Pace }>): number | false {
  const runs = data && [data.run, ...(data.other ? [data.other] : [])];
  return pollOf(runs, error, COMPARISON_POLL_MS);
}

/**
 * The same for a console log.
 *
 * @param run - whose log it is, when that is known
 */
export function pollOfConsole(
  { data, error }: Asked<{ complete: boolean }>,
  run: Pace | undefined,
): number | false {
  if (data?.complete || (!data && isLasting(error))) return false;
  return run && isLeaked(run) ? LEAKED_POLL_MS : RUNNING_POLL_MS;
}

/** The same for a list of builds: sooner while it shows one that has no verdict. */
export function pollOfList({
  data,
  error,
}: Asked<{ items: Pick<Build, 'verdict'>[] }>): number | false {
  if (!data && isLasting(error)) return false;
  return data?.items.some(build => build.verdict === undefined)
    ? RUNNING_POLL_MS
    : LIST_POLL_MS;
}

/** The same for channels: at once again while a decision is on its way into AWS. */
export function pollOfChannels({
  data,
  error,
}: Asked<Pick<ChannelList, 'items'>>): number | false {
  if (!data && isLasting(error)) return false;
  return data?.items.some(isUnderWay) ? PUBLISHING_POLL_MS : LIST_POLL_MS;
}

function isUnderWay({ assignments }: ChannelState): boolean {
  return assignments.some(({ publications }) =>
    publications.some(({ state }) => state === 'pending'),
  );
}

function pollOf(
  runs: Pace[] | undefined,
  error: unknown,
  runningMs: number,
): number | false {
  // What was seen once is asked about again: a refusal may be that of a Backstage that is starting.
  if (!runs && isLasting(error)) return false;
  const left = runs?.filter(({ stage }) => stage !== 'finished');
  if (!left) return runningMs;
  if (left.length === 0) return false;
  return left.every(isLeaked) ? LEAKED_POLL_MS : runningMs;
}

function isLeaked({ stage, cleanup }: Pace): boolean {
  return stage !== 'finished' && cleanup === 'leaked';
}
