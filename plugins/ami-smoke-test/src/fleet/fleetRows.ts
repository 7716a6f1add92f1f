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

import type { FamilyOverview } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  type Entity,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { familyOf } from '../entity';

/**
 * How a family stands.
 *
 * - `failing`: no build has passed since one was found to be failed
 * - `passing`: the last build that says anything about the image passed
 * - `undecided`: it was tested, but nothing was said about the image yet
 * - `never`: the catalog knows it, we do not
 */
export type Health = 'failing' | 'passing' | 'undecided' | 'never';

/** One family of the fleet. */
export interface FleetRow {
  id: string;
  family: string;
  entityRef: string;
  /** Entity refs of its owners; none while the catalog does not know the family. */
  owners: string[];
  health: Health;
  /** How many of its builds are running. */
  running: number;
  /** Where it was tested or is being tested. */
  regions: string[];
  /** Nothing for a family that nobody has tested. */
  overview?: FamilyOverview;
}

/** How many families stand how; a family that is running is counted there too. */
export type FleetCounts = Record<Health | 'all' | 'running', number>;

/**
 * Every family once: those that were tested, and those that only the catalog knows. A family's entity is the one that its newest
 * build was posted for, else the one that names the family.
 *
 * @param families - what the backend knows
 * @param entities - what the catalog knows
 */
export function fleetRows(
  families: FamilyOverview[],
  entities: Entity[],
): FleetRow[] {
  const byRef = new Map(
    entities.map(entity => [stringifyEntityRef(entity), entity]),
  );
  const byFamily = new Map(entities.map(entity => [familyOf(entity), entity]));
  const tested = families.map(overview => {
    const postedFor = overview.entityRef.toLocaleLowerCase('en-US');
    const entity = byRef.get(postedFor) ?? byFamily.get(overview.family);
    return testedRow(overview, postedFor, entity);
  });
  const knownRefs = new Set(tested.map(row => row.entityRef));
  const knownFamilies = new Set(tested.map(row => row.family));
  const untested = entities
    .filter(
      entity =>
        !knownRefs.has(stringifyEntityRef(entity)) &&
        !knownFamilies.has(familyOf(entity)),
    )
    .map(untestedRow);
  return [...tested, ...untested];
}

/** Counts the families by how they stand. */
export function fleetCounts(rows: FleetRow[]): FleetCounts {
  const of = (health: Health) =>
    rows.filter(row => row.health === health).length;
  return {
    all: rows.length,
    passing: of('passing'),
    failing: of('failing'),
    undecided: of('undecided'),
    never: of('never'),
    running: rows.filter(row => row.running > 0).length,
  };
}

/** The regions of some families, each once, by name. */
export function regionsOf(rows: FleetRow[]): string[] {
  return [...new Set(rows.flatMap(row => row.regions))].sort();
}

function testedRow(
  overview: FamilyOverview,
  postedFor: string,
  entity?: Entity,
): FleetRow {
  return {
    id: overview.family,
    family: overview.family,
    entityRef: entity ? stringifyEntityRef(entity) : postedFor,
    owners: ownersOf(entity),
    health: healthOf(overview),
    running: overview.running,
    regions: [
      ...new Set([
        ...overview.regions.map(({ region }) => region),
        ...overview.latest.images.map(({ region }) => region),
      ]),
    ].sort(),
    overview,
  };
}

function untestedRow(entity: Entity): FleetRow {
  const entityRef = stringifyEntityRef(entity);
  return {
    id: entityRef,
    family: familyOf(entity),
    entityRef,
    owners: ownersOf(entity),
    health: 'never',
    running: 0,
    regions: [],
  };
}

function healthOf(overview: FamilyOverview): Health {
  if (overview.failingSince) return 'failing';
  return overview.lastPassedAt ? 'passing' : 'undecided';
}

function ownersOf(entity: Entity | undefined): string[] {
  return (entity?.relations ?? [])
    .filter(({ type }) => type === RELATION_OWNED_BY)
    .map(({ targetRef }) => targetRef);
}
