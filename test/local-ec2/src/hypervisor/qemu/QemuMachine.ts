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

import { mkdir, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { Machine, MachineExit, MachineSpec, Reachability } from '../Hypervisor';
import { SilentPorts } from '../silence/SilentPorts';
import { bootPhase } from './bootPhase';
import { RawDisk } from './DiskStore';
import { Forwarding } from './PublicPort';
import { PublicPorts } from './PublicPorts';
import { forwardingTo, hiddenPorts } from './forwarding';
import { hiddenHost } from './GuestQuestion';
import { MetadataServer } from './MetadataServer';
import { PanicWatch } from './PanicWatch';
import {
  MachineFiles,
  machineFiles,
  qemuArguments,
  unusedGuestPort,
} from './qemuArguments';
import { QemuEnd, QemuProcess } from './QemuProcess';
import { QmpClient, QmpEvent } from './QmpClient';
import { ReachabilityProbe } from './ReachabilityProbe';
import { ppmToJpeg } from './screen';
import { ServiceProbe } from './ServiceProbe';

/** What a guest has to put its disk in order when its power button is pressed: 2 s, and more on a busy host. */
const shutDownGraceMs = 20_000;
const pressEveryMs = 1000;

// eslint-disable-next-line no-restricted-syntax -- run from its sources, never from a build
const metadataPipe = join(__dirname, 'metadataPipe.cjs');

/** What a machine is told beside its specification. */
export interface QemuMachineOptions {
  spec: MachineSpec;
  /** Its root disk. */
  disk: RawDisk;
  /** For the files of this boot; what an earlier one left there is removed. */
  directory: string;
  accelerator: 'kvm' | 'tcg';
  impairedAfterMs: number;
  serviceProbe: { port: number; path: string };
  silentPorts: SilentPorts;
}

/** One virtual machine: a QEMU process, and whoever watches it. */
export class QemuMachine implements Machine {
  readonly exited: Promise<MachineExit>;
  /** Resolves when the machine no longer needs a processor for itself. */
  readonly booted: Promise<void>;
  readonly #options: QemuMachineOptions;
  readonly #files: MachineFiles;
  readonly #process: QemuProcess;
  readonly #qmp: QmpClient;
  readonly #ports: PublicPorts;
  readonly #forwarding: Forwarding;
  readonly #panicWatch: PanicWatch;
  readonly #bootPhaseOver = new AbortController();
  readonly #serviceListeners: ((at: Date) => void)[] = [];
  #reachability: ReachabilityProbe | undefined;
  #hiddenPorts = new Map<number, number>();
  #serviceProbe: ServiceProbe | undefined;
  #serviceAnsweredAt: Date | undefined;
  #lastScreen: Promise<unknown> = Promise.resolve();
  #guestPoweredOff = false;
  #wasTold = false;
  #hasPanicked = false;

  private constructor(
    options: QemuMachineOptions,
    metadata: MetadataServer,
    files: MachineFiles,
    ports: PublicPorts,
  ) {
    this.#options = options;
    this.#files = files;
    this.#ports = ports;
    const { spec } = options;
    this.#process = new QemuProcess(
      qemuArguments(spec, files, options.accelerator, [
        process.execPath,
        metadataPipe,
        metadata.host,
        String(metadata.port),
      ]),
    );
    this.#qmp = new QmpClient(
      this.#process.output,
      this.#process.input,
      event => this.#onEvent(event),
    );
    this.#forwarding = forwardingTo(this.#qmp, spec.publicIp);
    this.#panicWatch = new PanicWatch(files.console, () => this.#onPanic());
    this.booted = bootPhase(this.#process.pid, this.#bootPhaseOver.signal);
    this.exited = this.#process.ended.then(async end => {
      this.#stopWatching();
      metadata.close();
      await ports.release();
      return this.#exit(end);
    });
  }

  /** Resolves when the machine runs; rejects, with what can be done about it, when it cannot. */
  static async boot(options: QemuMachineOptions): Promise<QemuMachine> {
    const { directory, spec } = options;
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    const files = machineFiles(directory, options.disk);
    const metadata = await MetadataServer.listen(path => spec.metadata(path));
    const ports = await PublicPorts.take(
      options.silentPorts,
      spec.publicIp,
      spec.ports,
    ).catch(error => {
      metadata.close();
      throw new Error(`Cannot boot ${spec.instanceId}: ${error.message}`);
    });
    const machine = new QemuMachine(options, metadata, files, ports);
    try {
      await machine.#qmp.ready;
      await machine.#watchNetwork();
    } catch {
      machine.#process.kill();
      const { errors } = await machine.#process.ended;
      await machine.exited;
      throw new Error(
        `Cannot boot ${spec.instanceId}: ${
          errors || 'QEMU ended without a word'
        }`,
      );
    }
    return machine;
  }

  async screenshot(): Promise<Buffer> {
    // All of them use the same file.
    const screen = this.#lastScreen.then(async () => {
      const filename = this.#files.screen;
      await this.#qmp.execute('screendump', { filename });
      return readFile(filename);
    });
    this.#lastScreen = screen.catch(() => {});
    return ppmToJpeg(await screen);
  }

  async console(): Promise<Buffer> {
    return readFile(this.#files.console);
  }

  reachability(): Reachability {
    return this.#reachability?.state() ?? 'initializing';
  }

  onServiceAnswer(listener: (at: Date) => void) {
    if (this.#serviceAnsweredAt) {
      listener(this.#serviceAnsweredAt);
      return;
    }
    this.#serviceListeners.push(listener);
    this.#serviceProbe ??= this.#askService();
  }

  async powerOff(): Promise<void> {
    this.#wasTold = true;
    this.#process.kill();
    await this.exited;
  }

  async shutDown(): Promise<void> {
    this.#wasTold = true;
    let hasEnded = false;
    this.#process.ended.then(() => {
      hasEnded = true;
    });
    // Pressed again and again: a guest that still boots does not hear the first ones.
    const end = Date.now() + shutDownGraceMs;
    while (!hasEnded && !this.#hasPanicked && Date.now() < end) {
      await this.#qmp.execute('system_powerdown').catch(() => {});
      await Promise.race([
        this.#process.ended,
        sleep(pressEveryMs, undefined, { ref: false }),
      ]);
    }
    await this.powerOff();
  }

  async #watchNetwork() {
    const hidden = await hiddenPorts(this.#qmp);
    const unused = hidden.get(unusedGuestPort);
    if (unused === undefined) {
      throw new Error('QEMU does not tell where it forwards');
    }
    this.#hiddenPorts = hidden;
    this.#reachability = new ReachabilityProbe({
      port: unused,
      impairedAfterMs: this.#options.impairedAfterMs,
      onChange: answers => {
        if (answers) this.#ports.follow(this.#forwarding, hidden, unused);
        else this.#silencePorts();
      },
    });
  }

  #silencePorts() {
    this.#ports.silence(this.#forwarding).catch(() => {
      // QEMU has ended, and takes its ports with it.
    });
  }

  #askService(): ServiceProbe | undefined {
    const { port, path } = this.#options.serviceProbe;
    const hidden = this.#hiddenPorts.get(port);
    if (hidden === undefined) {
      return undefined;
    }
    const url = `http://${hiddenHost}:${hidden}${path}`;
    return new ServiceProbe(url, at => {
      this.#serviceAnsweredAt = at;
      this.#bootPhaseOver.abort();
      this.#serviceListeners.forEach(listener => listener(at));
    });
  }

  #onEvent({ event, data }: QmpEvent) {
    if (event === 'SHUTDOWN') {
      this.#guestPoweredOff = data?.guest === true;
    } else if (event === 'RESET') {
      this.#reachability?.startOver();
    }
  }

  /** A guest that panicked would go on spinning; paused, it still shows its screen. */
  #onPanic() {
    this.#hasPanicked = true;
    this.#serviceProbe?.stop();
    this.#bootPhaseOver.abort();
    this.#silencePorts();
    this.#qmp.execute('stop').catch(() => {});
  }

  #stopWatching() {
    this.#bootPhaseOver.abort();
    this.#reachability?.stop();
    this.#panicWatch.stop();
    this.#serviceProbe?.stop();
  }

  #exit({ code, signal, errors }: QemuEnd): MachineExit {
    if (this.#wasTold) {
      return { by: 'host' };
    }
    if (this.#guestPoweredOff) {
      return { by: 'guest' };
    }
    return {
      by: 'crash',
      detail: `QEMU ended (${signal ?? code})${errors && `: ${errors}`}`,
    };
  }
}
