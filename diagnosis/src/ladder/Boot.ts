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
  LINUX_LADDER,
  WINDOWS_LADDER,
  type BootStage,
  type FindingEvidence,
  type Platform,
  type ReachedStage,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Sighting } from '../rank/Sighting';
import type { Signature } from '../signatures/schema';

/** Something that was said, and when in the course of what was said. */
export interface Message {
  evidence: FindingEvidence;
  /** Messages before it. */
  position: number;
}

interface Reached {
  evidence: FindingEvidence;
  /** When it was said for the last time. */
  lastPosition: number;
}

/** One boot: how far it came, and what was seen on the way. */
export class Boot {
  /** `root=` of the kernel's command line. */
  root: string | undefined;
  isInInitrd = false;
  /** It panicked, or was told to reboot: a new boot may begin. */
  hasEnded = false;
  /** Of kdump, after a panic. */
  isCrashKernel = false;
  /** Of a system whose rungs are not known. */
  isOtherSystem = false;
  /** By the id of the signature. */
  readonly sightings = new Map<string, Sighting[]>();
  /** Signatures of missing lines whose lines were seen, and those whose lines are to be expected here. */
  readonly present = new Set<Signature>();
  readonly expected = new Map<Signature, Message>();
  readonly #reached = new Map<BootStage, Reached>();

  reach(stage: BootStage, { evidence, position }: Message): void {
    const known = this.#reached.get(stage);
    if (known) known.lastPosition = position;
    else this.#reached.set(stage, { evidence, lastPosition: position });
  }

  get platform(): Platform {
    if (this.isOtherSystem) return 'unknown';
    if (this.has('kernel')) return 'linux';
    const beyondFirmware = (ladder: readonly BootStage[]) =>
      ladder.slice(1).some(stage => this.has(stage));
    if (beyondFirmware(WINDOWS_LADDER)) return 'windows';
    return beyondFirmware(LINUX_LADDER) ? 'linux' : 'unknown';
  }

  /** In the order of the ladder. */
  get stages(): ReachedStage[] {
    const ladder = this.platform === 'windows' ? WINDOWS_LADDER : LINUX_LADDER;
    return ladder.flatMap(stage => {
      const reached = this.#reached.get(stage);
      return reached ? [{ stage, evidence: reached.evidence }] : [];
    });
  }

  get furthest(): BootStage | undefined {
    return this.stages.at(-1)?.stage;
  }

  /** Whether the log shows how the boot began. */
  get showsBeginning(): boolean {
    return LINUX_LADDER.slice(0, 4).some(stage => this.has(stage));
  }

  /** What was seen of this system; the words of another one are an accident. */
  get ownSightings(): Sighting[] {
    return [...this.sightings.values()]
      .flat()
      .filter(
        ({ signature: { platform } }) =>
          !platform ||
          this.platform === 'unknown' ||
          platform === this.platform,
      );
  }

  has(stage: BootStage): boolean {
    return this.#reached.has(stage);
  }

  /** Whether it came to a rung or past it; with a position: whether it was seen there after that. */
  reached(stage: BootStage, after = -1): boolean {
    const wanted = rungOf(stage);
    return [...this.#reached].some(
      ([each, { lastPosition }]) =>
        rungOf(each) >= wanted && lastPosition > after,
    );
  }

  /** Whether anything of a boot was seen after something. */
  hasGoneOnAfter(position: number): boolean {
    return [...this.#reached.values()].some(
      ({ lastPosition }) => lastPosition > position,
    );
  }

  /** Whether it came to where nothing is left to be started; with a position: whether that was seen after it. */
  isComplete(after = -1): boolean {
    const end = this.platform === 'windows' ? 'ready' : 'services';
    return this.reached(end, after);
  }
}

/** How high a rung is on its ladder. */
export function rungOf(stage: BootStage): number {
  const ladder: readonly BootStage[] = LINUX_LADDER;
  const linux = ladder.indexOf(stage);
  return linux < 0
    ? (WINDOWS_LADDER as readonly BootStage[]).indexOf(stage)
    : linux;
}
