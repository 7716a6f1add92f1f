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
import type { Entity } from '@backstage/catalog-model';
import { startCatalog, type CatalogWorld } from './__testUtils__/startCatalog';

jest.setTimeout(60_000);

const REF = 'resource:default/web-base';
const WEB_BASE = { family: 'web-base', entityRef: REF };

const exists = (entity: Entity | undefined) => entity !== undefined;
const isOwnedBy = (owner: string) => (entity: Entity | undefined) =>
  entity?.spec?.owner === owner;
const isOrphaned = (entity: Entity | undefined) =>
  entity?.metadata.annotations?.['backstage.io/orphan'] === 'true';

function accepted(build: { family: string; entityRef: string }) {
  return {
    change: 'accepted' as const,
    build: { ...build, id: 'a-build', status: 'running' as const },
  };
}

/** What the owner of the family would write. */
const FILE = `
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: web-base
spec:
  type: ami
  owner: web
`;

describe('catalogModuleAmiSmokeTest', () => {
  let world: CatalogWorld;

  beforeEach(async () => {
    world = await startCatalog();
  });

  afterEach(() => world.close());

  it('registers a family when its first build is accepted', async () => {
    await world.publish(accepted(WEB_BASE));

    expect(await world.entity(REF, exists)).toMatchObject({
      kind: 'Resource',
      metadata: {
        name: 'web-base',
        description: 'The machine images that are built as web-base',
        annotations: {
          'ami-smoke-test.io/family': 'web-base',
          'backstage.io/managed-by-location': 'ami-smoke-test:families',
        },
      },
      spec: { type: 'ami', owner: 'platform' },
    });
    expect(world.smokeTest.askers).toEqual([]);
  });

  it('registers every family that can be, and removes those that are no more', async () => {
    world.smokeTest.unavailable = 1;
    world.smokeTest.families = [
      WEB_BASE,
      { family: 'service', entityRef: 'component:default/service' },
      { family: 'odd', entityRef: 'resource:default/-odd-' },
      { family: 'db-base', entityRef: 'resource:data/db' },
    ];
    await world.refresh();

    const db = await world.entity('resource:data/db', exists);
    expect(db?.metadata.annotations).toMatchObject({
      'ami-smoke-test.io/family': 'db-base',
    });
    await world.entity(REF, exists);
    await world.entity('component:default/service', entity => !entity);
    expect(world.smokeTest.askers).toEqual([
      'plugin:catalog',
      'plugin:catalog',
    ]);
    expect(world.complaints).toEqual([]);

    world.smokeTest.families = [WEB_BASE];
    await world.refresh();
    await world.entity('resource:data/db', entity => !entity);
    await world.entity(REF, exists);
  });

  it('names no family on an entity that several share, however it hears of them', async () => {
    const shared = 'resource:default/images';
    const first = { family: 'db', entityRef: shared };
    const second = { family: 'web', entityRef: 'Resource:default/Images' };
    const namesOne = (entity: Entity | undefined) =>
      entity?.metadata.annotations?.['ami-smoke-test.io/family'] === 'db';
    const isShared = (entity: Entity | undefined) =>
      entity?.metadata.description ===
        'The machine images that are built as db, web' &&
      !('ami-smoke-test.io/family' in (entity.metadata.annotations ?? {}));

    await world.publish(accepted(first));
    await world.entity(shared, namesOne);
    await world.publish(accepted(second));
    await world.entity(shared, isShared);

    world.smokeTest.families = [first, second];
    await world.refresh();
    await world.publish(accepted(first));
    await world.publish(accepted(WEB_BASE));
    await world.entity(REF, exists);
    await world.entity(shared, isShared);

    world.smokeTest.families = [first];
    await world.refresh();
    await world.entity(shared, namesOne);
    expect(world.complaints).toEqual([]);
  });

  it('leaves a family to the file that describes it', async () => {
    world.smokeTest.families = [WEB_BASE];
    await world.refresh();
    await world.entity(REF, isOwnedBy('platform'));

    world.writeFile(FILE);
    await world.entity(REF, isOwnedBy('web'));

    await world.refresh();
    await world.publish(accepted(WEB_BASE));
    world.writeFile(FILE.replace('owner: web', 'owner: web-team'));
    await world.entity(REF, isOwnedBy('web-team'));
    expect(world.complaints).toEqual([]);

    // Nobody describes it any more: it is ours again.
    world.writeFile('');
    await world.entity(REF, isOrphaned);
    await world.removeOrphans();
    await world.refresh();
    await world.entity(REF, isOwnedBy('platform'));
  });
});
