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

import { BootGate } from './BootGate';

/** Lets everything happen that is due. */
const settle = () => new Promise(resolve => setImmediate(resolve));

describe('BootGate', () => {
  it('lets only so many in at once, in the order in which they came', async () => {
    const gate = new BootGate(2);
    const inside: string[] = [];
    const leaves = new Map<string, () => void>();
    for (const name of ['a', 'b', 'c', 'd']) {
      gate.enter().then(leave => {
        inside.push(name);
        leaves.set(name, leave);
      });
    }
    await settle();
    expect(inside).toEqual(['a', 'b']);

    leaves.get('b')!();
    leaves.get('b')!();
    await settle();
    expect(inside).toEqual(['a', 'b', 'c']);

    leaves.get('a')!();
    await settle();
    expect(inside).toEqual(['a', 'b', 'c', 'd']);
  });

  it('forgets those who no longer want to enter', async () => {
    const gate = new BootGate(1);
    const leave = await gate.enter();
    const gone = new AbortController();
    const first = gate.enter(gone.signal);
    const second = gate.enter();

    gone.abort(new Error('terminated'));
    await expect(first).rejects.toThrow('terminated');
    await expect(gate.enter(gone.signal)).rejects.toThrow('terminated');

    leave();
    await expect(second).resolves.toEqual(expect.any(Function));
  });

  it('turns away everyone who waits when it closes', async () => {
    const gate = new BootGate(1);
    await gate.enter();
    const waiting = gate.enter();
    gate.close(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
  });
});
