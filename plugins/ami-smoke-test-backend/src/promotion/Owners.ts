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
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
  LoggerService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { ANNOTATION_FAMILY } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';

type Entity = NonNullable<
  Awaited<ReturnType<CatalogService['getEntityByRef']>>
>;

/** For so long an answer of the catalog holds: a page asks about the same entities many times in a moment. */
const KNOWN_FOR_MS = 5_000;
const MOST_KNOWN = 1_000;

/** Knows to whom entities belong, by the catalog. */
export class Owners {
  readonly #catalog: Pick<CatalogService, 'getEntityByRef' | 'getEntities'>;
  readonly #auth: Pick<AuthService, 'getOwnServiceCredentials' | 'isPrincipal'>;
  readonly #userInfo: Pick<UserInfoService, 'getUserInfo'>;
  readonly #logger: Pick<LoggerService, 'warn'>;
  readonly #known = new Map<
    string,
    { at: number; owners: Promise<string[]> }
  >();

  constructor(options: {
    catalog: Pick<CatalogService, 'getEntityByRef' | 'getEntities'>;
    auth: Pick<AuthService, 'getOwnServiceCredentials' | 'isPrincipal'>;
    userInfo: Pick<UserInfoService, 'getUserInfo'>;
    logger: Pick<LoggerService, 'warn'>;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#userInfo = options.userInfo;
    this.#logger = options.logger;
  }

  /** The refs of those who own an entity; nobody owns one that is not in the catalog. @throws when the catalog cannot be asked */
  async ownersOf(entityRef: string): Promise<string[]> {
    if (!entityRef) return [];
    const now = performance.now();
    const known = this.#known.get(entityRef);
    if (known && now - known.at < KNOWN_FOR_MS) return known.owners;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    const owners = this.#ask(entityRef);
    this.#known.set(entityRef, { at: now, owners });
    // Trouble is no answer: who asks next asks the catalog.
    owners.catch(() => this.#known.delete(entityRef));
    return owners;
  }

  /**
   * Whether a user owns a family, by himself or by a group: there is an entity of it, and every one is his. Every one, because who
   * may register entities could make one of his own for somebody else's family; and not that of a build, which names it itself.
   * What cannot be found out is a no; so is any service.
   */
  async owns(
    credentials: BackstageCredentials,
    family: string,
  ): Promise<boolean> {
    if (!this.#isUser(credentials)) return false;
    try {
      const [entities, { ownershipEntityRefs }] = await Promise.all([
        this.#entitiesOf(family),
        this.#userInfo.getUserInfo(credentials),
      ]);
      const own = ownershipEntityRefs.map(lower);
      return (
        entities.length > 0 &&
        entities.every(entity =>
          ownersIn(entity).some(owner => own.includes(owner)),
        )
      );
    } catch (error) {
      this.#logger.warn(
        `Who owns ${family} could not be found out, so nobody is taken for its owner: ${stringifyError(
          error,
        )}`,
      );
      return false;
    }
  }

  async #entitiesOf(family: string): Promise<Entity[]> {
    const { items } = await this.#catalog.getEntities(
      { filter: { [`metadata.annotations.${ANNOTATION_FAMILY}`]: family } },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return items;
  }

  #isUser(
    credentials: BackstageCredentials,
  ): credentials is BackstageCredentials<BackstageUserPrincipal> {
    return this.#auth.isPrincipal(credentials, 'user');
  }

  async #ask(entityRef: string): Promise<string[]> {
    // Not on behalf of the asker: a restricted token cannot be passed on, and who owns what is no secret that we tell.
    const entity = await this.#catalog.getEntityByRef(entityRef, {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    return entity ? ownersIn(entity) : [];
  }
}

/** By the relations; by the spec where the catalog has not stitched them. */
function ownersIn({ metadata, spec, relations = [] }: Entity): string[] {
  const related = relations
    .filter(({ type }) => type === 'ownedBy')
    .map(({ targetRef }) => lower(targetRef));
  if (related.length > 0) return related;
  return typeof spec?.owner === 'string'
    ? [fullRef(spec.owner, metadata.namespace ?? 'default')]
    : [];
}

/** An owner is a group of the entity's own namespace, unless it says otherwise: `guests`, `user:guest`, `group:default/guests`. */
function fullRef(owner: string, namespace: string): string {
  const [kind, rest] = owner.includes(':')
    ? [owner.slice(0, owner.indexOf(':')), owner.slice(owner.indexOf(':') + 1)]
    : ['group', owner];
  const path = rest.includes('/') ? rest : `${namespace}/${rest}`;
  return lower(`${kind}:${path}`);
}

function lower(ref: string): string {
  return ref.toLocaleLowerCase('en-US');
}
