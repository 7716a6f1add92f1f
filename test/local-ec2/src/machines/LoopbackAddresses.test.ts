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

import { once } from 'events';
import { AddressInfo, createServer } from 'net';
import { LoopbackAddresses } from './LoopbackAddresses';

describe('LoopbackAddresses', () => {
  it('never gives one address to two, not even of two local EC2s', async () => {
    const [one, two] = [new LoopbackAddresses(), new LoopbackAddresses()];
    try {
      const taken = await Promise.all(
        Array.from({ length: 600 }, (_, index) =>
          (index % 2 ? one : two).take(),
        ),
      );
      expect(new Set(taken).size).toBe(600);
      for (const address of taken) {
        expect(address).toMatch(/^127\.1\.\d{1,3}\.\d{1,3}$/);
      }
    } finally {
      one.close();
      two.close();
    }
  });

  it('gives an address again when it was released', async () => {
    const addresses = new LoopbackAddresses();
    try {
      const first = await addresses.take();
      addresses.release(first);
      const next = await Promise.all(
        Array.from({ length: 254 }, () => addresses.take()),
      );
      expect(next).toContain(first);
    } finally {
      addresses.close();
    }
  });

  it('knows at which ports one can listen here', async () => {
    const addresses = new LoopbackAddresses();
    // Whoever listens at 0.0.0.0 has the port at every address.
    const everywhere = createServer().listen(0, '0.0.0.0');
    await once(everywhere, 'listening');
    const { port: taken } = everywhere.address() as AddressInfo;
    const free = taken > 40_000 ? taken - 10_000 : taken + 10_000;
    try {
      expect(await addresses.listenable([taken, free])).toEqual([free]);
    } finally {
      everywhere.close();
      addresses.close();
    }
  });
});
