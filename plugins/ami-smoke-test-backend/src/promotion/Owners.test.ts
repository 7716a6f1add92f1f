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
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Owners } from './Owners';

type Entities = NonNullable<
  NonNullable<Parameters<typeof catalogServiceMock>[0]>['entities']
>;

const ENTITY = 'resource:default/web-base';
const entities: Entities = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: 'web-base',
      annotations: { [ANNOTATION_FAMILY]: 'web-base' },
    },
    spec: { type: 'ami', owner: 'somebody-else' },
    relations: [
      { type: 'ownedBy', targetRef: 'group:default/Web' },
      { type: 'dependsOn', targetRef: 'group:default/other' },
    ],
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: 'db-base',
      namespace: 'data',
      annotations: { [ANNOTATION_FAMILY]: 'db-base' },
    },
    spec: { type: 'ami', owner: 'Keepers' },
  },
];

/** What somebody registers who would like to promote images of others. */
const impostor = {
  ...entities[0],
  metadata: { ...entities[0].metadata, name: 'mine' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/impostors' }],
};

function createOwners(
  ownershipEntityRefs: string[] = [],
  registered = entities,
) {
  const logger = mockServices.logger.mock();
  const catalog = catalogServiceMock({ entities: registered });
  const asked = jest.spyOn(catalog, 'getEntityByRef');
  const owners = new Owners({
    catalog,
    auth: mockServices.auth(),
    userInfo: mockServices.userInfo({ ownershipEntityRefs }),
    logger,
  });
  return { owners, asked, catalog, logger };
}

describe('Owners', () => {
  it('are those of the relations, else that of the spec; of what is in no catalog, nobody', async () => {
    const { owners } = createOwners();
    expect(await owners.ownersOf(ENTITY)).toEqual(['group:default/web']);
    expect(await owners.ownersOf('resource:data/db-base')).toEqual([
      'group:data/keepers',
    ]);
    expect(await owners.ownersOf('resource:default/unknown')).toEqual([]);
    expect(await owners.ownersOf('')).toEqual([]);
  });

  it('asks the catalog as this plugin, and once for many questions in a moment', async () => {
    const { owners, asked } = createOwners();
    await Promise.all([owners.ownersOf(ENTITY), owners.ownersOf(ENTITY)]);
    expect(asked.mock.calls).toEqual([
      [
        ENTITY,
        {
          credentials: await mockServices.auth().getOwnServiceCredentials(),
        },
      ],
    ]);
  });

  it('own every entity of a family by themselves or by a group, if they are users', async () => {
    const user = mockCredentials.user('user:default/ann');
    const { owners } = createOwners(['user:default/ann', 'group:default/web']);
    expect(await owners.owns(user, 'web-base')).toBe(true);
    expect(await owners.owns(user, 'db-base')).toBe(false);
    expect(await owners.owns(user, 'unknown')).toBe(false);
    expect(
      await owners.owns(mockCredentials.service('external:ci'), 'web-base'),
    ).toBe(false);
  });

  it('are not whoever registers one more entity for a family', async () => {
    const user = mockCredentials.user('user:default/eve');
    const { owners } = createOwners(
      ['group:default/impostors'],
      [...entities, impostor],
    );
    expect(await owners.owns(user, 'web-base')).toBe(false);
  });

  it('takes nobody for an owner while the catalog is away, and asks again afterwards', async () => {
    const user = mockCredentials.user('user:default/ann');
    const { owners, catalog, logger } = createOwners(['group:default/web']);
    jest
      .spyOn(catalog, 'getEntities')
      .mockRejectedValueOnce(new Error('The catalog is away'));
    expect(await owners.owns(user, 'web-base')).toBe(false);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('The catalog is away'),
    );
    expect(await owners.owns(user, 'web-base')).toBe(true);
  });
});
