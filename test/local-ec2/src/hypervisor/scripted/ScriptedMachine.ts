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

import { Machine, MachineExit, MachineSpec, Reachability } from '../Hypervisor';
import { SilentPorts } from '../silence/SilentPorts';
import { CompleteBootScript, PortState } from './BootScript';
import { renderScreen } from './renderScreen';
import { PortBehavior, ScriptedPort } from './ScriptedPort';

/** What of a machine makes a difference here. */
export type ScriptedMachineSpec = Pick<
  MachineSpec,
  'instanceId' | 'publicIp' | 'ports'
>;

/** Something that happens to a machine. */
interface Step {
  atMs: number;
  run(): Promise<void> | void;
}

/** A machine that plays a script. */
export class ScriptedMachine implements Machine {
  readonly exited: Promise<MachineExit>;
  readonly #script: CompleteBootScript;
  readonly #impairedAfterMs: number;
  readonly #silentPorts: SilentPorts;
  readonly #ports = new Map<number, ScriptedPort>();
  readonly #startedMs = performance.now();
  readonly #steps: Step[];
  readonly #listeners: Array<(at: Date) => void> = [];
  #serviceAnsweredAt: Date | undefined;
  #probe: NodeJS.Timeout | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended: MachineExit | undefined;
  #endedAfterMs: number | undefined;
  #exit: (exit: MachineExit) => void = () => {};
  #networkWasUp = false;

  private constructor(
    spec: ScriptedMachineSpec,
    script: CompleteBootScript,
    impairedAfterMs: number,
    silentPorts: SilentPorts,
  ) {
    this.#script = script;
    this.#impairedAfterMs = impairedAfterMs;
    this.exited = new Promise(resolve => {
      this.#exit = resolve;
    });
    this.#silentPorts = silentPorts;
    this.#open(spec.publicIp, spec.ports);
    this.#steps = this.#plan();
  }

  /**
   * Powers a machine on.
   *
   * @throws Error naming the address, when one of its ports cannot be listened at
   */
  static async start(
    spec: ScriptedMachineSpec,
    script: CompleteBootScript,
    impairedAfterMs: number,
    silentPorts: SilentPorts,
  ): Promise<ScriptedMachine> {
    const machine = new ScriptedMachine(
      spec,
      script,
      impairedAfterMs,
      silentPorts,
    );
    try {
      await machine.#play();
    } catch (error) {
      await machine.powerOff();
      const { message } = error as Error;
      throw new Error(`Cannot boot ${spec.instanceId}: ${message}`);
    }
    return machine;
  }

  async screenshot(): Promise<Buffer> {
    if (this.#ended) throw new Error('The machine is off');
    const now = this.#elapsedMs();
    return renderScreen(latest(this.#script.screen, now)?.lines ?? []);
  }

  async console(lateMs = 0): Promise<Buffer> {
    const now = Math.min(
      this.#elapsedMs(),
      performance.now() - this.#startedMs - lateMs,
    );
    const written = this.#script.console
      .filter(({ atMs }) => atMs <= now)
      .sort((a, b) => a.atMs - b.atMs);
    return Buffer.from(written.map(({ text }) => text).join(''));
  }

  reachability(): Reachability {
    const now = this.#elapsedMs();
    if (this.#isNetworkUp(now)) return 'passed';
    return this.#networkWasUp || now >= this.#impairedAfterMs
      ? 'failed'
      : 'initializing';
  }

  onServiceAnswer(listener: (at: Date) => void): void {
    if (this.#serviceAnsweredAt) listener(this.#serviceAnsweredAt);
    else this.#listeners.push(listener);
  }

  async moveTo(publicIp: string): Promise<void> {
    if (this.#ended) return;
    const left = [...this.#ports.values()];
    this.#open(publicIp, [...this.#ports.keys()]);
    await Promise.all(left.map(port => port.become({ state: 'closed' })));
    await this.#adjustPorts(this.#elapsedMs());
  }

  async powerOff(): Promise<void> {
    await this.#end({ by: 'host' });
  }

  #open(publicIp: string, ports: number[]): void {
    for (const port of ports) {
      this.#ports.set(
        port,
        new ScriptedPort(publicIp, port, this.#silentPorts),
      );
    }
  }

  /** Every moment at which something changes that others can see without asking. */
  #plan(): Step[] {
    const moments = new Set<number>([0]);
    for (const { atMs } of this.#script.network) moments.add(atMs);
    for (const states of Object.values(this.#script.ports)) {
      for (const { atMs } of states) moments.add(atMs);
    }
    const steps: Step[] = [...moments].map(atMs => ({
      atMs,
      run: () => this.#adjustPorts(atMs),
    }));
    const { powerOffAtMs } = this.#script;
    if (powerOffAtMs !== undefined) {
      steps.push({
        atMs: powerOffAtMs,
        run: () => this.#end({ by: 'guest' }),
      });
    }
    return steps.sort((a, b) => a.atMs - b.atMs);
  }

  /** Does what is due, and waits for what comes next. */
  async #play(): Promise<void> {
    while (!this.#ended) {
      const [step] = this.#steps;
      if (!step) return;
      const waitMs = step.atMs - this.#elapsedMs();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          this.#play().catch(error =>
            this.#end({ by: 'crash', detail: String(error) }),
          );
        }, Math.ceil(waitMs));
        return;
      }
      this.#steps.shift();
      await step.run();
    }
  }

  async #adjustPorts(atMs: number): Promise<void> {
    const networkUp = this.#isNetworkUp(atMs);
    this.#networkWasUp ||= networkUp;
    await Promise.all(
      [...this.#ports].map(([number, port]) => {
        const state = latest(this.#script.ports[number], atMs);
        return port.become(networkUp ? behavior(state) : { state: 'silent' });
      }),
    );
    if (this.#ended) return;
    // The hypervisor's own question goes to every port, forwarded or not.
    if (networkUp) this.#noticeService(atMs);
  }

  #noticeService(atMs: number): void {
    if (this.#serviceAnsweredAt || this.#probe) return;
    const thinking = Object.values(this.#script.ports).flatMap(states => {
      const state = latest(states, atMs);
      if (state?.state !== 'open') return [];
      return Object.values(state.http)
        .filter(({ status }) => status >= 200 && status < 300)
        .map(({ delayMs }) => delayMs);
    });
    if (thinking.length === 0) return;
    this.#probe = setTimeout(() => {
      this.#serviceAnsweredAt = new Date();
      for (const listener of this.#listeners) listener(this.#serviceAnsweredAt);
    }, Math.min(...thinking));
  }

  #isNetworkUp(atMs: number): boolean {
    return latest(this.#script.network, atMs)?.up ?? false;
  }

  async #end(exit: MachineExit): Promise<void> {
    if (this.#ended) return;
    this.#ended = exit;
    this.#endedAfterMs = performance.now() - this.#startedMs;
    clearTimeout(this.#timer);
    clearTimeout(this.#probe);
    for (const port of this.#ports.values()) {
      await port.become({ state: 'closed' });
    }
    this.#exit(exit);
  }

  #elapsedMs(): number {
    return this.#endedAfterMs ?? performance.now() - this.#startedMs;
  }
}

function behavior(state: PortState | undefined): PortBehavior {
  if (state?.state !== 'open') return { state: state?.state ?? 'closed' };
  return { state: 'open', http: state.http };
}

/** The last thing that has happened by a moment. */
function latest<T extends { atMs: number }>(
  things: T[] | undefined,
  atMs: number,
): T | undefined {
  return things
    ?.filter(thing => thing.atMs <= atMs)
    .reduce<T | undefined>(
      (last, thing) => (last && last.atMs > thing.atMs ? last : thing),
      undefined,
    );
}
