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
import type { Entity } from '@backstage/catalog-model';
import { queryFleet, readFleetQuery, writeFleetQuery } from './fleetQuery';
import { fleetCounts, fleetRows, regionsOf } from './fleetRows';

function overview(
  family: string,
  more: Partial<FamilyOverview> = {},
): FamilyOverview {
  return {
    family,
    entityRef: `resource:default/${family}`,
    latest: {
      createdAt: '2026-01-01T00:00:00.000Z',
      images: [{ region: 'eu-west-1', imageId: 'ami-01234567' }],
    } as FamilyOverview['latest'],
    running: 0,
    regions: [],
    evidence: true,
    ...more,
  };
}

function entity(
  name: string,
  more: { owner?: string; family?: string } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      annotations: more.family
        ? { 'ami-smoke-test.io/family': more.family }
        : {},
    },
    relations: more.owner ? [{ type: 'ownedBy', targetRef: more.owner }] : [],
  };
}

const ROWS = fleetRows(
  [
    overview('passes', { lastPassedAt: '2026-01-03T00:00:00.000Z' }),
    overview('fails-late', { failingSince: '2026-01-02T00:00:00.000Z' }),
    overview('fails-long', {
      failingSince: '2026-01-01T00:00:00.000Z',
      entityRef: 'Resource:default/Fails-Long',
    }),
    overview('first-time', { running: 1 }),
    overview('errs'),
  ],
  [
    entity('Fails-Long', { owner: 'group:default/platform' }),
    entity('other-name', { family: 'passes', owner: 'group:default/web' }),
    entity('untested', { owner: 'user:default/me' }),
  ],
);

const ALL = readFleetQuery(new URLSearchParams());
const mine = (owners: string[]) => owners.includes('user:default/me');
const names = (search: string) =>
  queryFleet(ROWS, readFleetQuery(new URLSearchParams(search)), mine).map(
    row => row.family,
  );

describe('the fleet', () => {
  it('has every family once, with the owners that the catalog knows', () => {
    expect(ROWS).toHaveLength(6);
    expect(ROWS.find(row => row.family === 'fails-long')).toMatchObject({
      entityRef: 'resource:default/fails-long',
      owners: ['group:default/platform'],
      health: 'failing',
    });
    expect(ROWS.find(row => row.family === 'passes')).toMatchObject({
      entityRef: 'resource:default/other-name',
      owners: ['group:default/web'],
    });
    expect(ROWS.find(row => row.family === 'errs')).toMatchObject({
      entityRef: 'resource:default/errs',
      owners: [],
    });
    expect(ROWS.find(row => row.family === 'untested')).toMatchObject({
      health: 'never',
      owners: ['user:default/me'],
    });
  });

  it('counts each family by how it stands, and once more when it runs', () => {
    expect(fleetCounts(ROWS)).toEqual({
      all: 6,
      failing: 2,
      running: 1,
      never: 1,
      undecided: 2,
      passing: 1,
    });
    expect(regionsOf(ROWS)).toEqual(['eu-west-1']);
  });

  it('puts first what has been failing longest, then what runs, what nobody tested, and what is fine', () => {
    expect(names('')).toEqual([
      'fails-long',
      'fails-late',
      'first-time',
      'untested',
      'errs',
      'passes',
    ]);
  });

  it('sorts by a column in both directions, and puts what has no value last', () => {
    expect(names('sort=failingSince').slice(0, 2)).toEqual([
      'fails-long',
      'fails-late',
    ]);
    expect(names('sort=-failingSince').slice(0, 3)).toEqual([
      'fails-late',
      'fails-long',
      'errs',
    ]);
  });

  it('narrows down by name, state, region and owner', () => {
    expect(names('q=FAILS&state=failing')).toEqual([
      'fails-long',
      'fails-late',
    ]);
    expect(names('state=running')).toEqual(['first-time']);
    expect(names('region=eu-west-1&state=never')).toEqual([]);
    expect(names('owner=me')).toEqual(['untested']);
  });

  it('keeps the wishes in the address, and the rest of it as it was', () => {
    const query = {
      text: 'web base',
      state: 'failing',
      region: 'eu-west-1',
      mine: true,
      sort: { column: 'owner', descending: true },
    } as const;
    const written = writeFleetQuery(new URLSearchParams('else=1'), query);
    expect(written.get('else')).toBe('1');
    expect(readFleetQuery(written)).toEqual(query);
    expect(writeFleetQuery(written, ALL).toString()).toBe('else=1');
    expect(
      readFleetQuery(new URLSearchParams('state=odd&sort=-odd&owner=you')),
    ).toEqual(ALL);
  });
});
