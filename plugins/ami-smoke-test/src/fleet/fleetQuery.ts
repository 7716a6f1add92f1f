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

import type { FleetRow, Health } from './fleetRows';

/** What the fleet can be narrowed down to; `resources` leaves only what is in AWS. */
export const FLEET_STATES = [
  'passing',
  'failing',
  'running',
  'never',
  'undecided',
  'resources',
] as const;

/** {@inheritDoc FLEET_STATES} */
export type FleetState = (typeof FLEET_STATES)[number];

/** What the fleet can be sorted by. */
export const FLEET_COLUMNS = [
  'family',
  'owner',
  'latest',
  'running',
  'failingSince',
  'lastPassed',
] as const;

/** {@inheritDoc FLEET_COLUMNS} */
export type FleetColumn = (typeof FLEET_COLUMNS)[number];

/** What the reader wants to see; without `sort`, what needs attention comes first. */
export interface FleetQuery {
  text: string;
  state?: FleetState;
  region?: string;
  mine: boolean;
  sort?: { column: FleetColumn; descending: boolean };
}

/** Reads the wishes from the address; what it does not know is as if it were not there. */
export function readFleetQuery(params: URLSearchParams): FleetQuery {
  const [, descending, name] = /^(-?)(.*)$/.exec(params.get('sort') ?? '')!;
  const column = FLEET_COLUMNS.find(known => known === name);
  return {
    text: params.get('q') ?? '',
    state: FLEET_STATES.find(known => known === params.get('state')),
    region: params.get('region') ?? undefined,
    mine: params.get('owner') === 'me',
    sort: column && { column, descending: descending === '-' },
  };
}

/** Writes the wishes into the address, and leaves everything else in it alone. */
export function writeFleetQuery(
  params: URLSearchParams,
  query: FleetQuery,
): URLSearchParams {
  const { sort } = query;
  const next = new URLSearchParams(params);
  const put = (name: string, value: string | undefined) =>
    value ? next.set(name, value) : next.delete(name);
  put('q', query.text);
  put('state', query.state);
  put('region', query.region);
  put('owner', query.mine ? 'me' : undefined);
  put('sort', sort && `${sort.descending ? '-' : ''}${sort.column}`);
  return next;
}

/**
 * The families that are wanted, in the order that is wanted.
 *
 * @param isMine - whether one of these owners is the reader
 */
export function queryFleet(
  rows: FleetRow[],
  query: FleetQuery,
  isMine: (owners: string[]) => boolean,
): FleetRow[] {
  const text = query.text.trim().toLocaleLowerCase();
  return rows
    .filter(row => row.family.toLocaleLowerCase().includes(text))
    .filter(row => isInState(row, query.state))
    .filter(row => !query.region || row.regions.includes(query.region))
    .filter(row => !query.mine || isMine(row.owners))
    .sort(query.sort ? by(query.sort) : byAttention);
}

function isInState(row: FleetRow, state: FleetState | undefined): boolean {
  if (state === undefined) return true;
  return state === 'running' ? row.running > 0 : row.health === state;
}

const ATTENTION: Record<Health, number> = {
  failing: 0,
  never: 2,
  undecided: 3,
  passing: 4,
};
const RUNNING_ATTENTION = 1;

function attention(row: FleetRow): number {
  const rank = ATTENTION[row.health];
  return row.running > 0 ? Math.min(rank, RUNNING_ATTENTION) : rank;
}

/** What has been failing longest, what is running, what nobody tested, and what is fine. */
function byAttention(a: FleetRow, b: FleetRow): number {
  return (
    attention(a) - attention(b) ||
    compare(a.overview?.failingSince, b.overview?.failingSince) ||
    byName(a, b)
  );
}

const VALUES: Record<
  FleetColumn,
  (row: FleetRow) => string | number | undefined
> = {
  family: row => row.family,
  owner: row => row.owners[0],
  latest: row =>
    row.overview?.latest.verdictAt ?? row.overview?.latest.createdAt,
  running: row => row.running,
  failingSince: row => row.overview?.failingSince,
  lastPassed: row => row.overview?.lastPassedAt,
};

function by(sort: { column: FleetColumn; descending: boolean }) {
  const value = VALUES[sort.column];
  return (a: FleetRow, b: FleetRow) => {
    const [x, y] = [value(a), value(b)];
    // What has no value comes last in both directions.
    if (x === undefined || y === undefined) {
      return Number(x === undefined) - Number(y === undefined) || byName(a, b);
    }
    return compare(x, y) * (sort.descending ? -1 : 1) || byName(a, b);
  };
}

function byName(a: FleetRow, b: FleetRow): number {
  return a.family.localeCompare(b.family);
}

function compare<T extends string | number>(
  a: T | undefined,
  b: T | undefined,
): number {
  if (a === undefined || b === undefined || a === b) return 0;
  return a < b ? -1 : 1;
}
