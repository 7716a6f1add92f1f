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

import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { breakDisk } from '../../images';
import { DiskRef, Hypervisor, Machine, MachineSpec } from '../Hypervisor';
import { SilentPorts } from '../silence/SilentPorts';
import { BootGate } from './BootGate';
import { DiskStore } from './DiskStore';
import { accelerator, isQemuAvailable } from './isQemuAvailable';
import { QemuMachine, QemuMachineOptions } from './QemuMachine';

/** How a hypervisor runs its machines. */
export interface QemuHypervisorOptions {
  /** Holds the disks and the files of the machines; its own, not shared with another hypervisor. */
  directory: string;
  /**
   * How many machines may be in their boot phase at once; the others wait. A machine has left it when its service answered, when
   * it panicked or went idle, and after 12 s. Default: one for each core.
   */
  maxBooting?: number;
  /** When a machine that never answered counts as impaired. Default: 20 s. */
  impairedAfterMs?: number;
  /** The question to the guest's service. Default: port 8080, path `/health`. */
  serviceProbe?: { port: number; path: string };
}

/** Boots real virtual machines with QEMU. Needs no privileges; listens on loopback addresses only. */
export class QemuHypervisor implements Hypervisor {
  readonly kind = 'qemu';
  readonly #disks: DiskStore;
  readonly #gate: BootGate;
  readonly #machines = new Set<QemuMachine>();
  readonly #machineDirectory: string;
  readonly #settings: Pick<
    QemuMachineOptions,
    'accelerator' | 'impairedAfterMs' | 'serviceProbe' | 'silentPorts'
  >;
  #closed = false;

  private constructor(
    options: QemuHypervisorOptions,
    chosenAccelerator: 'kvm' | 'tcg',
  ) {
    const directory = resolve(options.directory);
    this.#disks = new DiskStore(join(directory, 'disks'));
    this.#machineDirectory = join(directory, 'machines');
    this.#gate = new BootGate(options.maxBooting ?? availableParallelism());
    this.#settings = {
      accelerator: chosenAccelerator,
      impairedAfterMs: options.impairedAfterMs ?? 20_000,
      serviceProbe: options.serviceProbe ?? { port: 8080, path: '/health' },
      silentPorts: new SilentPorts(),
    };
  }

  /**
   * Ends the machines that an earlier hypervisor with the same directory may have left, and begins anew; disks stay.
   *
   * @throws Error where QEMU is not installed
   */
  static async create(options: QemuHypervisorOptions): Promise<QemuHypervisor> {
    const { maxBooting = 1 } = options;
    if (!Number.isInteger(maxBooting) || maxBooting < 1) {
      throw new Error(`maxBooting is ${maxBooting}: must be 1 or more`);
    }
    const qemu = await isQemuAvailable();
    if (!qemu.available) {
      throw new Error(qemu.why);
    }
    const hypervisor = new QemuHypervisor(options, await accelerator());
    endLeftovers(hypervisor.#machineDirectory);
    return hypervisor;
  }

  async copyDisk(source: DiskRef, target: DiskRef): Promise<void> {
    await this.#disks.take(await this.#disks.existing(source), target);
  }

  async deleteDisk(disk: DiskRef): Promise<void> {
    await this.#disks.delete(disk);
  }

  async importDisk(file: string, target: DiskRef): Promise<void> {
    await this.#disks.take(file, target);
  }

  async damageDisk(disk: DiskRef, damage: string): Promise<void> {
    await breakDisk(await this.#disks.existing(disk), damage);
  }

  async boot(spec: MachineSpec): Promise<Machine> {
    this.#refuseWhenClosed();
    const disk = await this.#disks.open(spec.disk);
    const leaveGate = await this.#gate.enter(spec.signal);
    try {
      this.#refuseWhenClosed();
      const machine = await QemuMachine.boot({
        ...this.#settings,
        spec,
        disk,
        directory: join(this.#machineDirectory, spec.instanceId),
      });
      this.#machines.add(machine);
      machine.booted.then(leaveGate);
      machine.exited.then(() => this.#machines.delete(machine));
      if (this.#closed || spec.signal?.aborted) {
        await machine.powerOff();
        this.#refuseWhenClosed();
        spec.signal?.throwIfAborted();
      }
      return machine;
    } catch (error) {
      leaveGate();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#gate.close(new Error('The hypervisor is closed'));
    await Promise.all([...this.#machines].map(machine => machine.powerOff()));
    await this.#settings.silentPorts.close();
  }

  #refuseWhenClosed() {
    if (this.#closed) {
      throw new Error('The hypervisor is closed');
    }
  }
}

/** A process is ours when it was started with the very file that names it. */
function endLeftovers(machineDirectory: string) {
  for (const name of entries(machineDirectory)) {
    const pidFile = join(machineDirectory, name, 'qemu.pid');
    try {
      const pid = Number(readFileSync(pidFile, 'utf8'));
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(pidFile)) {
        process.kill(pid, 'SIGKILL');
      }
    } catch {
      // It wrote no such file, or ended long ago.
    }
  }
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
