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

import type { BootStage } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Clue } from '../match/Clue';
import { Boot, type Message } from './Boot';
import { isOtherThanRoot, rootOfCommandLine } from './rootDevice';
import type { RungRule } from './RungRule';

/** Before the kernel nothing of a boot comes twice. */
const BEFORE_THE_KERNEL: readonly BootStage[] = ['firmware', 'boot-loader'];

/** So many of the last boots are kept. */
const KEPT = 5;

/** Tells the boots in one log apart, and how far each came. */
export class Boots {
  /** The last ones. */
  readonly all: Boot[] = [new Boot()];
  #vainBefore = 0;

  get current(): Boot {
    return this.all[this.all.length - 1];
  }

  /** How many boots in a row, up to the current one, did not come to their end. */
  get vain(): number {
    return this.current.isComplete() ? 0 : this.#vainBefore + 1;
  }

  /**
   * @param tried - the message as patterns are tried on it
   */
  observe(message: Message, tried: string, clues: readonly Clue[]): void {
    const rules = clues.flatMap(clue =>
      clue.kind === 'rung' ? [clue.rule] : [],
    );
    // A screen shows what has gone before as well: it begins nothing
    const isNextBoot =
      message.evidence.source === 'console' &&
      rules.some(rule => beginsAnother(this.current, rule));
    if (isNextBoot) this.#begin();
    this.#observeMarks(tried, clues);
    rules
      .filter(rule => isReached(this.current, rule, tried))
      .forEach(({ stage }) => this.current.reach(stage, message));
  }

  #begin(): void {
    if (!this.current.isCrashKernel) this.#vainBefore = this.vain;
    this.all.push(new Boot());
    if (this.all.length > KEPT) this.all.shift();
  }

  #observeMarks(tried: string, clues: readonly Clue[]): void {
    const boot = this.current;
    for (const clue of clues) {
      if (clue.kind !== 'mark') continue;
      switch (clue.is) {
        case 'initrd-entered':
          if (!boot.reached('init')) boot.isInInitrd = true;
          break;
        case 'initrd-left':
          boot.isInInitrd = false;
          break;
        case 'boot-ended':
          boot.hasEnded = true;
          break;
        case 'crash-kernel':
          boot.isCrashKernel = true;
          break;
        case 'other-system':
          boot.isOtherSystem = true;
          break;
        default:
          boot.root ??= rootOfCommandLine(tried);
      }
    }
  }
}

function beginsAnother(boot: Boot, { begins, stage }: RungRule): boolean {
  if (!begins) return false;
  if (boot.hasEnded) return true;
  // The kernel's first lines come again when it finds a second console
  return boot.reached(
    BEFORE_THE_KERNEL.includes(stage) ? 'kernel' : 'initramfs',
  );
}

function isReached(boot: Boot, rule: RungRule, tried: string): boolean {
  if (boot.isOtherSystem) return false;
  if (boot.isInInitrd && rule.outsideInitrd) return false;
  if (rule.after && boot.showsBeginning && !boot.reached(rule.after)) {
    return false;
  }
  return rule.stage !== 'root-mounted' || !isOtherThanRoot(tried, boot.root);
}
