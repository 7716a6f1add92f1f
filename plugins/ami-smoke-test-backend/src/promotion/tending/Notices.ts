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

import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Confirm } from '../../database/alone';
import type { NewNotice, PromotionStore } from '../../database/PromotionStore';
import type { Owners } from '../Owners';
import { Pauses } from './Pauses';

const AT_ONCE = 100;
/** With the pauses between them, for about three days: a Backstage may be away for one. */
const MOST_ATTEMPTS = 300;

/** Sends what people are to be told through Backstage's notifications. */
export class Notices {
  readonly #store: PromotionStore;
  readonly #owners: Pick<Owners, 'ownersOf'>;
  readonly #notifications: Pick<NotificationService, 'send'>;
  readonly #logger: Pick<LoggerService, 'debug' | 'info' | 'warn'>;
  readonly #pauses = new Pauses({ firstMs: 10_000, longestMs: 15 * 60_000 });
  #toldThatThereAreNone = false;

  constructor(options: {
    store: PromotionStore;
    owners: Pick<Owners, 'ownersOf'>;
    notifications: Pick<NotificationService, 'send'>;
    logger: Pick<LoggerService, 'debug' | 'info' | 'warn'>;
  }) {
    this.#store = options.store;
    this.#owners = options.owners;
    this.#notifications = options.notifications;
    this.#logger = options.logger;
  }

  async round(confirm: Confirm): Promise<void> {
    const now = await this.#store.now();
    for (const notice of await this.#store.unsentNotices(AT_ONCE)) {
      const { key } = notice;
      if (!this.#pauses.isOver(key, now)) continue;
      await confirm();
      const settled = await this.#tell(notice);
      await this.#store.noticeTried(key, settled);
      if (settled) this.#pauses.forget(key);
      else this.#pauses.longer(key, now);
    }
  }

  /** @returns whether nothing more is to be done about it */
  async #tell(notice: NewNotice & { attempts: number }): Promise<boolean> {
    try {
      await this.#send(notice);
      return true;
    } catch (error) {
      if (isWithoutNotifications(error)) {
        this.#tellThatThereAreNone();
        return true;
      }
      const attempts = notice.attempts + 1;
      const message = `The notice '${
        notice.payload.title
      }' could not be sent: ${stringifyError(error)}`;
      if (attempts < MOST_ATTEMPTS) {
        this.#logger.debug(message);
        return false;
      }
      this.#logger.warn(
        `${message}. It was tried ${attempts} times, and is given up`,
      );
      return true;
    }
  }

  async #send({ key, entityRef, recipients, payload }: NewNotice) {
    const owners = await this.#owners.ownersOf(entityRef);
    const refs = [...new Set([...owners, ...recipients])];
    if (refs.length === 0) {
      this.#logger.debug(
        `Nobody is told '${payload.title}': the catalog has no owner of ${entityRef}, and the channel's \`notify\` names nobody`,
      );
      return;
    }
    await this.#notifications.send({
      recipients: { type: 'entity', entityRef: refs },
      // What is sent twice, because we ended in between, is shown once: notifications of one scope are one.
      payload: { ...payload, scope: key },
    });
  }

  #tellThatThereAreNone(): void {
    if (this.#toldThatThereAreNone) return;
    this.#toldThatThereAreNone = true;
    this.#logger.info(
      "Nobody is told about promotions: this Backstage is without its notifications plugin. Add '@backstage/plugin-notifications-backend' to have people told",
    );
  }
}

/** The service tells of what went wrong in words only. */
function isWithoutNotifications(error: unknown): boolean {
  return /status 404\b/.test(stringifyError(error));
}
