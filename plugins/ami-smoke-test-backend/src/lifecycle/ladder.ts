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

import type { LaunchRequest } from '../ec2/Ec2';
import type { Outcome } from '../run/outcomes';
import type { RunContext } from './RunContext';

/** One try to launch the run's instance. */
export interface Attempt {
  clientToken: string;
  instanceType: string;
  subnet: string;
}

/** EC2 had no room for an instance that it had launched already; the ledger says so, and the next attempt may be made. */
export class NoCapacityError extends Error {
  readonly name = 'NoCapacityError';
}

/**
 * The attempts in their order: every subnet with the run's own instance type, then every subnet with each that the profile
 * falls back to. It is the same whenever it is asked for, since all it depends on was written down before the first one.
 */
export async function ladder(run: RunContext): Promise<Attempt[]> {
  const { id, image, profile } = run.journal.run;
  const own = await askedType(run);
  const { subnets } = profile.regions[image.region];
  const types = new Set([own, ...profile.fallbackInstanceTypes]);
  return [...types]
    .flatMap(type => subnets.map(subnet => ({ instanceType: type, subnet })))
    .map((attempt, index) => ({ clientToken: `${id}-${index}`, ...attempt }));
}

/** The instance type that was asked for: the run's own becomes the one that was launched, the first request still has it. */
async function askedType(run: RunContext): Promise<string> {
  const { id, instanceType } = run.journal.run;
  const first = await run.ledger.find<LaunchRequest>('instance', `${id}-0`);
  return first?.request.InstanceType ?? instanceType;
}

/** Says with an outcome that it is another instance type's than the one that was asked for, where it is. */
export async function namingFallback(
  run: RunContext,
  { verdict, reason }: Outcome,
): Promise<Outcome> {
  const asked = await askedType(run);
  const { instanceType } = run.journal.run;
  return {
    verdict,
    reason:
      asked === instanceType
        ? reason
        : `${reason}. It was tested on ${instanceType}, for EC2 had no capacity for ${asked}, which was asked for`,
  };
}

/**
 * Does what needs an instance, again with the next attempt's when EC2 has no room for one after it has launched it. That ends:
 * when there is no further attempt, none is launched.
 */
export async function whereThereIsCapacity<Result>(
  task: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof NoCapacityError)) throw error;
    }
  }
}

/** How an attempt and what became of it reads. */
export function inWords(
  { instanceType, subnet }: Attempt,
  outcome: string,
): string {
  return `${instanceType} in ${subnet}: ${outcome}`;
}
