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
  ANNOTATION_FAMILY,
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
import { byEntity, familyEntity, isOurs, type FamilyRef } from './familyEntity';

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
      const entity = await this.#entityWith(accepted.data.build);
      if (!entity) return;
      await connection.applyMutation({
        type: 'delta',
        added: [{ entity }],
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
   * The entities of all families, without those that somebody else has registered. The catalog would refuse them too, but it would
   * also warn about each.
   */
  async #entitiesOf(families: FamilyRef[]): Promise<Entity[]> {
    const entities = byEntity(families).flatMap(
      group => familyEntity(group, this.#options.owner) ?? [],
    );
    const known = await this.#known(entities);
    return entities.filter((_, index) => {
      const same = known[index];
      return !same || isOurs(same);
    });
  }

  /**
   * The entity of a family that has a new build, when it is ours and there is something new to say of it. Only one family is asked
   * about here: which others belong to the entity is what the catalog says of it.
   */
  async #entityWith({
    family,
    entityRef,
  }: FamilyRef): Promise<Entity | undefined> {
    const { owner } = this.#options;
    const entity = familyEntity({ families: [family], entityRef }, owner);
    if (!entity) return undefined;
    const [known] = await this.#known([entity]);
    if (!known) return entity;
    if (!isOurs(known)) return undefined;
    const named = known.metadata.annotations?.[ANNOTATION_FAMILY];
    if (named === family) return entity;
    if (named === undefined) return undefined; // Several share it already.
    const { namespace, name } = known.metadata;
    return familyEntity(
      {
        families: [named, family].sort(),
        entityRef: `resource:${namespace}/${name}`,
      },
      owner,
    );
  }

  /** What the catalog knows under the refs of some entities. */
  async #known(entities: Entity[]): Promise<(Entity | undefined)[]> {
    if (entities.length === 0) return [];
    const { auth, catalog } = this.#options;
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: entities.map(entity => stringifyEntityRef(entity)) },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return items;
  }
}
