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

import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  ScriptedHypervisor,
  type Machine,
  type MachineSpec,
} from '@ami-smoke-test/local-ec2';
import { PORT } from '../fates/times';

/** Told that the service of an instance is asked for the first time; the answer waits for it. */
export type OnAsked = (instanceId: string) => Promise<void>;

/** Plays scripts, and lets the services of some images be watched: they answer well, but not before somebody was told. */
export class WatchedHypervisor extends ScriptedHypervisor {
  readonly #watched = new Map<string, OnAsked>();

  constructor() {
    super({ scripts: {}, impairedAfterMs: 1_000 });
  }

  watch(imageId: string, onAsked: OnAsked): void {
    this.#watched.set(imageId, onAsked);
  }

  async boot(spec: MachineSpec): Promise<Machine> {
    const imageId = spec.metadata('/meta-data/ami-id') ?? '';
    const onAsked = this.#watched.get(imageId);
    if (!onAsked) return super.boot(spec);
    const machine = await super.boot({ ...spec, ports: [] });
    let told: Promise<void> | undefined;
    const server = createServer(async (request, response) => {
      request.resume();
      told ??= onAsked(spec.instanceId);
      await told;
      response.end('{"status":"ok"}');
    });
    server.listen(PORT, spec.publicIp);
    await once(server, 'listening');
    machine.exited.then(async () => {
      // Whoever has the address now answers on.
      await told;
      server.close();
    });
    return machine;
  }
}
