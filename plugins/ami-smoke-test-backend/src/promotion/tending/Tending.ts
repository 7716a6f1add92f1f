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

import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { BuildAdmission } from '../../builds/BuildAdmission';
import type { SmokeTestConfig } from '../../config';
import type { Confirm } from '../../database/alone';
import type { PromotionStore } from '../../database/PromotionStore';
import type { SmokeTestStore } from '../../database/SmokeTestStore';
import type { Gate } from '../gate/Gate';
import type { Owners } from '../Owners';
import type { Promotions } from '../Promotions';
import { FailedRetests } from './FailedRetests';
import { Notices } from './Notices';
import { RetestAdmission } from './RetestAdmission';
import { Retests } from './Retests';
import { Waiting } from './Waiting';

const EVERY_MS = 10_000;

/** What promotion does by itself is made from. */
export interface TendingOptions {
  store: PromotionStore;
  builds: Pick<SmokeTestStore, 'families' | 'getBuild'>;
  gate: Pick<Gate, 'subjectOf' | 'look' | 'decide'>;
  promotions: Pick<Promotions, 'rollBackFrom'>;
  owners: Pick<Owners, 'ownersOf'>;
  admission: Pick<BuildAdmission, 'admit'>;
  notifications: Pick<NotificationService, 'send'>;
  config: Pick<SmokeTestConfig, 'profiles' | 'promotion'>;
  logger: Pick<LoggerService, 'debug' | 'info' | 'warn' | 'error'>;
}

/** One of the things that promotion does by itself. */
interface Task {
  name: string;
  round(confirm: Confirm): Promise<void>;
}

/** Does what promotion does by itself, in one process at a time: re-tests, who is waiting, and telling people. */
export class Tending {
  readonly #store: Pick<PromotionStore, 'tendAlone'>;
  readonly #logger: TendingOptions['logger'];
  readonly #tasks: Task[];
  readonly #stopping = new AbortController();
  /** The trouble that was told of each task, until it is over. */
  readonly #told = new Map<string, string>();
  #loop: Promise<void> | undefined;

  constructor(options: TendingOptions) {
    this.#store = options.store;
    this.#logger = options.logger;
    const { profiles, promotion } = options.config;
    const parts = { ...options, channels: promotion.channels };
    const retests = new Retests({
      ...parts,
      admission: new RetestAdmission({ ...options, profiles }),
      failed: new FailedRetests(options),
    });
    const waiting = new Waiting(parts);
    // Last, so that what the others found is told in the same round.
    const notices = new Notices(options);
    this.#tasks = [
      { name: 'Re-tests', round: confirm => retests.round(confirm) },
      { name: 'Builds that wait', round: confirm => waiting.round(confirm) },
      { name: 'Notices', round: confirm => notices.round(confirm) },
    ];
  }

  start(): void {
    this.#loop ??= this.#repeat();
  }

  /** Ends after the round under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  /** Does everything once, unless another process is at it. */
  async round(): Promise<void> {
    await this.#store.tendAlone(async confirm => {
      for (const { name, round } of this.#tasks) {
        if (this.#stopping.signal.aborted) return;
        // Before each, so that trouble of one does not end the others, and a lost lock ends all.
        await confirm();
        await this.#guarded(name, () => round(confirm));
      }
    });
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#guarded('The rounds', () => this.round());
      await sleep(EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Trouble is told once, until it changes or is over. */
  async #guarded(name: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.#told.delete(name);
    } catch (error) {
      const trouble = stringifyError(error);
      if (this.#stopping.signal.aborted || this.#told.get(name) === trouble) {
        return;
      }
      this.#told.set(name, trouble);
      this.#logger.error(`${name} of promotion: ${trouble}`);
    }
  }
}
