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
import { ANNOTATION_FAMILY } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  KubernetesValidatorFunctions,
  parseEntityRef,
  stringifyEntityRef,
  type CompoundEntityRef,
  type Entity,
} from '@backstage/catalog-model';

/** The location that the entities of this provider say they are from: there is no file to edit. */
export const LOCATION = 'ami-smoke-test:families';

/** A family, and the entity that its newest build belongs to. */
export interface FamilyRef {
  family: string;
  entityRef: string;
}

/** Families whose builds belong to one entity; as a rule that is one family. */
export interface FamiliesOfEntity {
  /** At least one. */
  families: string[];
  entityRef: string;
}

/**
 * The entity that stands for a family. When several share it, it names none of them: its pages then show every build that was
 * posted for it.
 *
 * @returns undefined when the builds belong to an entity that is not a resource, as a service that is an image, or whose name the
 * catalog would not take: that is for its owner to register
 */
export function familyEntity(
  { families, entityRef }: FamiliesOfEntity,
  owner: string,
): Entity | undefined {
  const { kind, namespace, name } = parse(entityRef);
  const acceptable =
    kind.toLowerCase() === 'resource' &&
    KubernetesValidatorFunctions.isValidObjectName(name) &&
    KubernetesValidatorFunctions.isValidNamespace(namespace);
  if (!acceptable) return undefined;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      namespace,
      description: `The machine images that are built as ${families.join(
        ', ',
      )}`,
      annotations: {
        ...(families.length === 1 && { [ANNOTATION_FAMILY]: families[0] }),
        [ANNOTATION_LOCATION]: LOCATION,
        [ANNOTATION_ORIGIN_LOCATION]: LOCATION,
      },
    },
    spec: { type: 'ami', owner },
  };
}

/** Families by the entity that they belong to, in the order in which they come: refs tell apart no upper and lower case. */
export function byEntity(families: FamilyRef[]): FamiliesOfEntity[] {
  const groups = new Map<string, FamiliesOfEntity>();
  for (const { family, entityRef } of families) {
    const key = stringifyEntityRef(parse(entityRef));
    const group = groups.get(key);
    if (group) group.families.push(family);
    else groups.set(key, { families: [family], entityRef });
  }
  return [...groups.values()];
}

/** Whether an entity of the catalog is one that this provider has registered. */
export function isOurs(entity: Entity): boolean {
  return entity.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION] === LOCATION;
}

function parse(entityRef: string): CompoundEntityRef {
  try {
    return parseEntityRef(entityRef);
  } catch {
    return { kind: '', namespace: '', name: '' };
  }
}
