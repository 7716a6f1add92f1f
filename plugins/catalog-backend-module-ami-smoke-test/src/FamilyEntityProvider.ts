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
import { setTimeout } from 'node:timers/promises';
import {
  EVENT_TOPIC,
  PLUGIN_ID,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type {
  AuthService,
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { isError } from '@backstage/errors';
import type {
  CatalogService,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { EventParams, EventsService } from '@backstage/plugin-events-node';
import pLimit from 'p-limit';
import { z } from 'zod';
import { familyEntity, isOurs, type FamilyRef } from './familyEntity';

/** What has to be known of a `BuildChangedEvent`. */
const acceptedSchema = z.object({
  change: z.literal('accepted'),
  build: z.object({ family: z.string(), entityRef: z.string() }),
});

/** How long to wait before each further attempt at a refresh: the backend may be starting, as we are. */
const RETRY_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 16_000];

/** What the provider is given. */
export interface FamilyEntityProviderOptions {
  auth: AuthService;
  catalog: CatalogService;
  events: EventsService;
  logger: LoggerService;
  /** When all families are asked for. */
  tasks: SchedulerServiceTaskRunner;
  /** Whom the entities belong to. */
  owner: string;
  /** Asks the AMI Smoke Test backend for every family that has a build. */
  listFamilies(): Promise<FamilyRef[]>;
}

/**
 * Registers families: one at once when its first build is accepted, all of them on a schedule. Entities have no location key, so
 * that the catalog lets a file with the same entity take over, and never the other way round.
 */
export class FamilyEntityProvider implements EntityProvider {
  readonly #options: FamilyEntityProviderOptions;
  /** One mutation at a time: a refresh must not remove what was registered since it asked. */
  readonly #inTurn = pLimit(1);

  constructor(options: FamilyEntityProviderOptions) {
    this.#options = options;
  }

  /** {@inheritdoc @backstage/plugin-catalog-node#EntityProvider.getProviderName} */
  getProviderName(): string {
    return PLUGIN_ID;
  }

  /** {@inheritdoc @backstage/plugin-catalog-node#EntityProvider.connect} */
  async connect(connection: EntityProviderConnection): Promise<void> {
    const { events, tasks } = this.#options;
    await events.subscribe({
      id: `${PLUGIN_ID}-families`,
      topics: [EVENT_TOPIC],
      onEvent: event => this.#register(connection, event),
    });
    await tasks.run({
      id: `${PLUGIN_ID}-families`,
      fn: signal => this.#refresh(connection, signal),
    });
  }

  async #register(
    connection: EntityProviderConnection,
    { eventPayload }: EventParams,
  ): Promise<void> {
    const accepted = acceptedSchema.safeParse(eventPayload);
    if (!accepted.success) return;
    await this.#inTurn(async () => {
      const added = await this.#entitiesOf([accepted.data.build]);
      if (added.length === 0) return;
      await connection.applyMutation({
        type: 'delta',
        added: added.map(entity => ({ entity })),
        removed: [],
      });
    });
  }

  async #refresh(
    connection: EntityProviderConnection,
    signal: AbortSignal,
  ): Promise<void> {
    for (const delay of [...RETRY_AFTER_MS, undefined]) {
      try {
        await this.#inTurn(() => this.#replaceAll(connection));
        return;
      } catch (error) {
        const reason = isError(error) ? error.message : String(error);
        if (delay === undefined) {
          this.#options.logger.error(
            `Image families were not refreshed in the catalog: ${reason}`,
          );
          return;
        }
        this.#options.logger.debug(
          `Trying again in ${delay} ms to refresh image families: ${reason}`,
        );
        await setTimeout(delay, undefined, { signal });
      }
    }
  }

  async #replaceAll(connection: EntityProviderConnection): Promise<void> {
    const entities = await this.#entitiesOf(await this.#options.listFamilies());
    await connection.applyMutation({
      type: 'full',
      entities: entities.map(entity => ({ entity })),
    });
  }

  /**
   * The entities of families, without those that somebody else has registered. The catalog would refuse them too, but it would
   * also warn about each.
   */
  async #entitiesOf(families: FamilyRef[]): Promise<Entity[]> {
    const { auth, catalog, owner } = this.#options;
    const byRef = new Map<string, Entity>();
    for (const family of families) {
      const entity = familyEntity(family, owner);
      const ref = entity && stringifyEntityRef(entity);
      if (ref && !byRef.has(ref)) byRef.set(ref, entity);
    }
    if (byRef.size === 0) return [];
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: [...byRef.keys()] },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return [...byRef.values()].filter((_, index) => {
      const known = items[index];
      return !known || isOurs(known);
    });
  }
}
