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
  ANNOTATION_FAMILY,
  type ListBuildsQuery,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';

/** The type of a resource that is an image family. */
export const IMAGE_FAMILY_TYPE = 'ami';

/**
 * Whether an entity is an image family: a resource of the type `ami`, or anything with the annotation
 * `ami-smoke-test.io/family`.
 *
 * @public
 */
export function isAmiSmokeTestAvailable(entity: Entity): boolean {
  const isFamily =
    entity.kind.toLocaleLowerCase('en-US') === 'resource' &&
    entity.spec?.type === IMAGE_FAMILY_TYPE;
  return isFamily || Boolean(entity.metadata.annotations?.[ANNOTATION_FAMILY]);
}

/** The family that an entity stands for: what its annotation says, else its name. */
export function familyOf(entity: Entity): string {
  return (
    entity.metadata.annotations?.[ANNOTATION_FAMILY] ?? entity.metadata.name
  );
}

/** Which builds are shown on an entity. */
export type BuildsOfEntity = Pick<ListBuildsQuery, 'family' | 'entityRef'>;

/**
 * Which builds are an entity's: those of the family that its annotation names, wherever their callers put them; else those that
 * were posted for the entity.
 */
export function buildsOf(entity: Entity): BuildsOfEntity {
  const family = entity.metadata.annotations?.[ANNOTATION_FAMILY];
  return family ? { family } : { entityRef: stringifyEntityRef(entity) };
}
