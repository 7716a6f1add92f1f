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

import type { RunRecord } from '../database/records';

/** What is captured of a machine. */
export type CaptureKind = 'screenshots' | 'latest console';

type Machine = Pick<RunRecord, 'instanceType' | 'image'>;

/** For how long a refusal is believed: AWS may offer tomorrow what it does not offer today. */
const BELIEVED_MS = 24 * 60 * 60 * 1000;

/** Instance types of AWS's own Arm processors, as they are named: a letter g right after the generation, e.g. `t4g`, `c7gn`. */
const GRAVITON = /^(a1|[a-z]+\d+g[a-z]*)\./;

/**
 * Regions without screenshots.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshoot-unreachable-instance.html
 */
const REGIONS_WITHOUT_SCREENSHOTS = /^(us-gov-|ap-southeast-7$|mx-central-1$)/;

/**
 * What an instance type or a region cannot give, so that nobody asks for it again and again: what AWS documents, and what it
 * has refused to any run of this process within a day.
 */
export class CaptureLimits {
  readonly #now: () => number;
  readonly #refused = new Map<string, { reason: string; at: number }>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Why there is none, in one sentence; nothing when there may be. */
  why(kind: CaptureKind, machine: Machine): string | undefined {
    return documented(kind, machine) ?? this.#learned(kind, machine);
  }

  /** Remembers what EC2 has said of a machine like this. */
  learn(kind: CaptureKind, machine: Machine, reason: string): void {
    this.#refused.set(nameOf(kind, machine), { reason, at: this.#now() });
  }

  #learned(kind: CaptureKind, machine: Machine): string | undefined {
    const refused = this.#refused.get(nameOf(kind, machine));
    if (!refused || this.#now() - refused.at > BELIEVED_MS) return undefined;
    return refused.reason;
  }
}

function nameOf(kind: CaptureKind, { instanceType, image }: Machine): string {
  return [kind, image.accountId, image.region, instanceType].join(' ');
}

function documented(
  kind: CaptureKind,
  { instanceType, image }: Machine,
): string | undefined {
  if (kind !== 'screenshots') return undefined;
  if (REGIONS_WITHOUT_SCREENSHOTS.test(image.region)) {
    return `EC2 takes no screenshots in ${image.region}`;
  }
  if (/\.metal(-|$)/.test(instanceType)) {
    return `EC2 takes no screenshots of bare metal (${instanceType})`;
  }
  if (GRAVITON.test(instanceType)) {
    return `EC2 takes no screenshots of Arm instances (${instanceType})`;
  }
  return undefined;
}
