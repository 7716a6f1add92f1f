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
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { NewFinding, ReaperStore } from '../database/ReaperStore';

const WORDS: Record<NewFinding['action'], string> = {
  left: 'left alone',
  removing: 'being removed',
  removed: 'removed',
  settled: 'settled',
};

/** Where the reaper's findings are written down; what is new in them is told in the log and in the audit log. */
export class FindingBook {
  readonly #store: Pick<ReaperStore, 'note'>;
  readonly #auditor: AuditorService;
  readonly #logger: LoggerService;
  readonly #onRemoved: (finding: NewFinding) => void;

  constructor(options: {
    store: Pick<ReaperStore, 'note'>;
    auditor: AuditorService;
    logger: LoggerService;
    /** Told of each thing that was removed and seen gone. */
    onRemoved?: (finding: NewFinding) => void;
  }) {
    this.#store = options.store;
    this.#auditor = options.auditor;
    this.#logger = options.logger;
    this.#onRemoved = options.onRemoved ?? (() => {});
  }

  async note(findings: NewFinding[]): Promise<void> {
    for (const news of await this.#store.note(findings)) await this.#tell(news);
  }

  async #tell(finding: NewFinding): Promise<void> {
    const { kind, resourceId, accountId, region, action, why } = finding;
    const detail = finding.detail ? `; ${finding.detail}` : '';
    const message = `${kind} ${resourceId} in account ${accountId}, ${region}, is ${WORDS[action]}: ${why}${detail}`;
    const meta: JsonObject = { ...finding };
    const needsSomebody =
      action === 'left' || (action === 'removing' && finding.detail);
    if (needsSomebody) this.#logger.warn(message, meta);
    else this.#logger.info(message, meta);
    if (action === 'removed') this.#onRemoved(finding);
    const event = await this.#auditor.createEvent({
      eventId: 'reaper',
      severityLevel: 'medium',
      meta: { ...meta, actionType: action },
    });
    await event.success();
  }
}
