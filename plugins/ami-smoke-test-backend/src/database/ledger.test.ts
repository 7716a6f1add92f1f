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

import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import { ACCOUNT, newRun, sleep, TestStore } from './__testUtils__/store';

const databases = TestDatabases.create();

describe.each(databases.eachSupportedId())('ledger (%s)', databaseId => {
  let test: TestStore;

  beforeAll(async () => {
    test = await TestStore.create(databases, databaseId);
  });

  afterEach(async () => {
    await test.clear();
  });

  it('gives the exact request back, to be sent again', async () => {
    const { store } = test;
    const {
      claims: [claim],
    } = await test.acceptAndClaim();
    const request = {
      ClientToken: 'token-1',
      ImageId: 'ami-1',
      MinCount: 1,
      Nested: [{ b: 1, a: null, text: 'ü\0"' }],
    };
    const entry = await store.intend(claim, {
      kind: 'instance',
      token: 'token-1',
      request,
    });
    expect(entry).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      runId: claim.runId,
      accountId: ACCOUNT,
      region: 'us-east-1',
      kind: 'instance',
      token: 'token-1',
      request,
      state: 'intended',
      intendedAt: expect.any(Date),
    });
    expect(JSON.stringify(entry.request)).toBe(JSON.stringify(request));

    // What was written first stays, whatever is meant the second time.
    const again = await store.intend(claim, {
      kind: 'instance',
      token: 'token-1',
      request: { other: true },
    });
    expect(again).toEqual(entry);
    expect(await store.ledgerOf(claim.runId)).toEqual([entry]);
  });

  it('tells tokens apart by run and kind', async () => {
    const { store } = test;
    const {
      claims: [claim, other],
    } = await test.acceptAndClaim({ runs: [newRun(), newRun()] });
    const ids = [];
    for (const [holder, kind] of [
      [claim, 'instance'],
      [claim, 'key-pair'],
      [other, 'instance'],
    ] as const) {
      const { id } = await store.intend(holder, { kind, token: 'token' });
      ids.push(id);
      await sleep(5);
    }
    expect(new Set(ids).size).toBe(3);
    expect((await store.ledgerOf(claim.runId)).map(({ id }) => id)).toEqual(
      ids.slice(0, 2),
    );
    expect((await store.openLedger()).map(({ id }) => id)).toEqual(ids);
  });

  it('is open until a thing is refused or seen gone', async () => {
    const { store } = test;
    const {
      claims: [claim, other],
    } = await test.acceptAndClaim({ runs: [newRun(), newRun()] });
    const instance = await store.intend(claim, {
      kind: 'instance',
      token: 'token-1',
      request: {},
    });
    const volume = await store.intend(claim, {
      kind: 'volume',
      token: 'vol-1',
      resourceId: 'vol-1',
      state: 'exists',
    });
    expect(volume).toMatchObject({ state: 'exists', resourceId: 'vol-1' });
    expect(volume.request).toBeUndefined();

    await store.settle(claim, instance.id, {
      state: 'exists',
      resourceId: 'i-1',
    });
    const open = await store.openLedger();
    expect(open).toHaveLength(2);
    expect(open).toEqual(
      expect.arrayContaining([
        { ...instance, state: 'exists', resourceId: 'i-1' },
        volume,
      ]),
    );

    await store.settle(claim, instance.id, {
      state: 'gone',
      proof: 'terminated',
    });
    await store.settle(claim, volume.id, { state: 'refused' });
    expect(await store.openLedger()).toEqual([]);
    const seenGone = async () =>
      (await store.ledgerOf(claim.runId)).find(({ id }) => id === instance.id);
    const gone = await seenGone();
    expect(gone).toEqual({
      ...instance,
      state: 'gone',
      resourceId: 'i-1',
      proof: 'terminated',
      goneAt: expect.any(Date),
    });

    // Seen gone again, it went the first time; turned up again, it is not gone.
    await sleep(5);
    await store.settle(claim, instance.id, { state: 'gone' });
    expect(await seenGone()).toEqual(gone);
    await store.settle(claim, instance.id, { state: 'exists' });
    expect((await seenGone())?.goneAt).toBeUndefined();
    expect(await store.openLedger()).toHaveLength(1);

    for (const [holder, id] of [
      [claim, randomUUID()],
      [other, instance.id],
    ] as const) {
      await expect(
        store.settle(holder, id, { state: 'gone' }),
      ).rejects.toMatchObject({
        name: 'NotFoundError',
        message: expect.stringContaining(id),
      });
    }
  });

  it('remembers whose database it was first', async () => {
    const { store } = test;
    const owners = await Promise.all(
      ['one', 'two', 'three'].map(owner => store.rememberOwner(owner)),
    );
    expect(new Set(owners).size).toBe(1);
    expect(await store.rememberOwner('four')).toBe(owners[0]);
  });
});
