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

import { DiskRef, Hypervisor, Machine, MachineSpec } from '../Hypervisor';
import { SilentPorts } from '../silence/SilentPorts';
import { BootScript, CompleteBootScript, completeScript } from './BootScript';
import { ScriptedMachine, ScriptedMachineSpec } from './ScriptedMachine';

/** What a scripted hypervisor has. */
export interface ScriptedHypervisorOptions {
  /** The disks that are there from the start: what a machine does that boots from one, by disk name. */
  scripts: Record<string, BootScript>;
  /** After how long a machine whose network never answers counts as unreachable. Default 20 s. */
  impairedAfterMs?: number;
}

/**
 * Plays scripts instead of booting machines: a disk is a script, and copying a disk is remembering which. Screens are real
 * pictures and ports really listen, so that nothing beyond the hypervisor knows the difference.
 */
export class ScriptedHypervisor implements Hypervisor {
  readonly kind = 'scripted';
  readonly #disks = new Map<DiskRef, CompleteBootScript>();
  readonly #machines = new Set<ScriptedMachine>();
  readonly #silentPorts = new SilentPorts();
  readonly #impairedAfterMs: number;

  /** @throws Error naming the script and the field that is wrong */
  constructor({
    scripts,
    impairedAfterMs = 20_000,
  }: ScriptedHypervisorOptions) {
    this.#impairedAfterMs = impairedAfterMs;
    for (const [name, script] of Object.entries(scripts)) {
      this.addScript(name, script);
    }
  }

  /** Adds a disk, or replaces one: machines that run go on as they were told to. */
  addScript(disk: DiskRef, script: BootScript): void {
    this.#disks.set(disk, completeScript(disk, script));
  }

  async copyDisk(source: DiskRef, target: DiskRef): Promise<void> {
    this.#disks.set(target, this.#scriptOf(source));
  }

  async deleteDisk(disk: DiskRef): Promise<void> {
    this.#disks.delete(disk);
  }

  async boot(spec: MachineSpec): Promise<Machine> {
    spec.signal?.throwIfAborted();
    return this.#start(spec, this.#scriptOf(spec.disk));
  }

  async #start(
    spec: ScriptedMachineSpec,
    script: CompleteBootScript,
  ): Promise<Machine> {
    const machine = await ScriptedMachine.start(
      spec,
      script,
      this.#impairedAfterMs,
      this.#silentPorts,
    );
    this.#machines.add(machine);
    machine.exited.then(() => this.#machines.delete(machine));
    return machine;
  }

  async bootStranger(publicIp: string, ports: number[]): Promise<Machine> {
    const open = {
      atMs: 0,
      state: 'open' as const,
      http: { '/*': { body: 'Somebody else is here.\n' } },
    };
    const script = completeScript('stranger', {
      network: [{ atMs: 0, up: true }],
      ports: Object.fromEntries(ports.map(port => [port, [open]])),
    });
    return this.#start({ instanceId: 'a stranger', publicIp, ports }, script);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#machines].map(machine => machine.powerOff()));
    await this.#silentPorts.close();
  }

  #scriptOf(disk: DiskRef): CompleteBootScript {
    const script = this.#disks.get(disk);
    if (!script) {
      throw new Error(
        `There is no script for the disk '${disk}'; there are: ${[
          ...this.#disks.keys(),
        ].join(', ')}`,
      );
    }
    return script;
  }
}
