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

import { Machine, MachineExit, Reachability } from '../hypervisor/Hypervisor';
import { Place } from '../state/Place';
import { Instance, InstanceState, StateReason } from '../state/resources';
import { World } from '../state/World';
import { ConsolePosts } from './ConsolePosts';
import { Fate } from '../faults/FaultPlan';
import { Interference } from '../faults/Interference';
import { INSTANCE_TYPES } from './instanceTypes';
import { metadata } from './metadata';

const BY_USER: StateReason = {
  code: 'Client.UserInitiatedShutdown',
  message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};
const BY_GUEST: StateReason = {
  code: 'Client.InstanceInitiatedShutdown',
  message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
};
const SERVER_ERROR: StateReason = {
  code: 'Server.InternalError',
  message: 'Server.InternalError: Internal error on launch',
};

/**
 * Takes one instance through its states, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html, and
 * its machine with it. States change at once; what they stand for happens behind, in order.
 */
export class InstanceLife {
  readonly #instance: Instance;
  readonly #place: Place;
  readonly #world: World;
  readonly #posts: ConsolePosts;
  #machine: Machine | undefined;
  /** The one before: its last words may still be on their way. */
  #spoke: Machine | undefined;
  /** Aborts a boot that still waits for its turn. */
  #attempt = new AbortController();
  /** The last thing that happens behind: the next one waits for it. */
  #behind: Promise<void> = Promise.resolve();
  #abandoned = false;
  readonly #interference: Interference;

  /** @param fate - what goes wrong with it */
  constructor(instance: Instance, place: Place, world: World, fate: Fate) {
    this.#instance = instance;
    this.#place = place;
    this.#world = world;
    this.#posts = new ConsolePosts(world.delays.consolePostMs, world.now);
    this.#interference = new Interference(fate);
  }

  /**
   * Makes the disks of a new instance and boots it.
   *
   * @param makeDisks - copies the snapshots to the volumes
   */
  launch(makeDisks: () => Promise<void>): void {
    this.#interference.begin({
      terminate: reason => this.terminate(reason),
      stop: () =>
        // One that still boots is stopped when it runs.
        this.#later(async () => {
          if (this.#instance.state === 'running') this.stop(false);
        }),
      reassignAddress: () => this.#later(() => this.#reassignAddress()),
    });
    this.#later(async () => {
      try {
        await makeDisks();
        await this.#boot();
      } catch (error) {
        if (this.#instance.state === 'pending') {
          await this.#end({
            ...SERVER_ERROR,
            message: `${SERVER_ERROR.message} (${String(error)})`,
          });
        }
      }
    });
  }

  /** Boots a stopped instance again. */
  start(): void {
    this.#instance.launchedAt = this.#world.now();
    this.#enter('pending', undefined, '');
    this.#later(async () => {
      try {
        await this.#boot();
      } catch (error) {
        if (this.#instance.state !== 'pending') return;
        this.#releasePublicIp();
        this.#enter('stopped', SERVER_ERROR, String(error));
      }
    });
  }

  /** @param force - without giving the guest time to shut down */
  stop(force: boolean): void {
    this.#enter('stopping', BY_USER, this.#byUser());
    this.#attempt.abort();
    this.#later(async () => {
      await this.#powerDown(!force);
      this.#stopped();
    });
  }

  /** @param reason - default: a user asked for it */
  terminate(reason: StateReason = BY_USER): void {
    const { state } = this.#instance;
    if (state === 'terminated' || state === 'shutting-down') return;
    const why = reason === BY_USER ? this.#byUser() : reason.message;
    this.#enter('shutting-down', reason, why);
    this.#attempt.abort();
    this.#later(() => this.#end(reason));
  }

  /**
   * Does something with the instance's disks while nothing writes to them; a running instance is rebooted for it, as CreateImage
   * does.
   *
   * @param reboot - false: takes the disks as they are
   */
  async withDisksAtRest(
    reboot: boolean,
    use: () => Promise<void>,
  ): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#later(async () => {
        const rebooting = reboot && this.#machine !== undefined;
        try {
          if (rebooting) await this.#powerDown(true);
          await use();
          if (rebooting && this.#instance.state === 'running')
            await this.#boot();
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** The screen of the running machine; `undefined` if there is none. */
  async screenshot(): Promise<Buffer | undefined> {
    this.#interference.checkScreenshot();
    return this.#machine?.screenshot();
  }

  /** What the console said up to now. */
  async console(): Promise<Buffer> {
    const { consoleLateMs } = this.#interference;
    const speaks = this.#machine ?? (consoleLateMs && this.#spoke);
    if (speaks) this.#posts.keep(await speaks.console(consoleLateMs));
    return this.#interference.cut(this.#posts.kept());
  }

  /** The copy of the console that EC2 posted last, and when. */
  postedConsole(): { output: Buffer; at: Date } | undefined {
    return this.#posts.posted();
  }

  reachability(): Reachability {
    return this.#machine?.reachability() ?? 'initializing';
  }

  /** The local EC2 ends: whatever happens from now on is nobody's doing. */
  abandon(): void {
    this.#abandoned = true;
    this.#interference.end();
    this.#posts.close();
  }

  async #boot(): Promise<void> {
    const instance = this.#instance;
    const type = INSTANCE_TYPES.get(instance.instanceType);
    // Someone may have stopped or terminated it while it waited for its turn.
    if (!this.#mayRun()) return;
    this.#attempt = new AbortController();
    instance.publicIp ??= await this.#world.addresses.take();
    const machine = await this.#world.hypervisor.boot({
      instanceId: instance.id,
      disk: this.#rootDisk(),
      volumeId: instance.volumeIds[0],
      instanceType: instance.instanceType,
      memoryMiB: type?.memoryMiB ?? 1024,
      publicIp: instance.publicIp,
      privateIp: instance.privateIp,
      macAddress: instance.macAddress,
      ports: instance.wantsPublicIp ? instance.image.ports : [],
      metadata: path =>
        instance.metadataOptions.httpEndpoint === 'enabled'
          ? metadata(this.#place, instance, path)
          : undefined,
      signal: this.#attempt.signal,
    });
    this.#machine = machine;
    machine.onServiceAnswer(at => {
      if (this.#abandoned) return;
      this.#world.journal.write({
        type: 'life',
        at: at.toISOString(),
        account: this.#place.accountId,
        region: this.#place.region,
        kind: 'instance',
        id: instance.id,
        change: 'service-answered',
      });
    });
    machine.exited.then(exit => this.#exited(machine, exit));
    if (instance.state === 'pending') {
      this.#enter('running', undefined, '');
    }
    this.#posts.postLater(() => this.console());
  }

  #mayRun(): boolean {
    return (
      !this.#abandoned && ['pending', 'running'].includes(this.#instance.state)
    );
  }

  /** A machine ended without being told to. */
  #exited(machine: Machine, { by, detail }: MachineExit): void {
    if (this.#machine !== machine || this.#abandoned) return;
    if (this.#instance.state !== 'running') return;
    const reason = by === 'guest' ? BY_GUEST : SERVER_ERROR;
    const why = by === 'guest' ? '' : detail ?? '';
    if (by === 'guest' && this.#instance.shutdownBehavior === 'terminate') {
      this.#enter('shutting-down', reason, why);
      this.#later(() => this.#end(reason));
    } else {
      this.#enter('stopping', reason, why);
      this.#later(async () => {
        await this.#powerDown(false);
        this.#stopped();
      });
    }
  }

  async #powerDown(gracefully: boolean): Promise<void> {
    const machine = this.#machine;
    if (!machine) return;
    // Read before and after: a machine that is gone may not say any more what it said.
    await this.#keepConsole(machine);
    this.#machine = undefined;
    this.#spoke = machine;
    if (gracefully && machine.shutDown) await machine.shutDown();
    else await machine.powerOff();
    await this.#keepConsole(machine);
    this.#posts.postLater(() => this.console());
  }

  async #keepConsole(machine: Machine): Promise<void> {
    const { consoleLateMs } = this.#interference;
    const read = machine.console(consoleLateMs);
    this.#posts.keep(await read.catch(() => this.#posts.kept()));
  }

  /** Somebody else has its address from now on, and it has another. */
  async #reassignAddress(): Promise<void> {
    const { addresses, hypervisor } = this.#world;
    const instance = this.#instance;
    const { publicIp, wantsPublicIp, image } = instance;
    if (!publicIp || !wantsPublicIp || !this.#machine?.moveTo) return;
    const another = await addresses.take();
    await this.#machine.moveTo(another);
    instance.publicIp = another;
    await hypervisor.bootStranger?.(publicIp, image.ports);
    this.#place.instances.changed(instance, {
      reason: `${publicIp} belongs to somebody else now`,
    });
  }

  #stopped(): void {
    if (this.#instance.state !== 'stopping') return;
    this.#releasePublicIp();
    const { stateReason, transitionReason } = this.#instance;
    this.#enter('stopped', stateReason, transitionReason);
  }

  async #end(reason: StateReason): Promise<void> {
    this.#interference.end();
    await this.#powerDown(false);
    const place = this.#place;
    const instance = this.#instance;
    for (const id of instance.volumeIds) {
      const volume = place.volumes.get(id);
      if (volume?.attachment?.deleteOnTermination) {
        if (volume.disk) await this.#world.hypervisor.deleteDisk(volume.disk);
        place.volumes.remove(volume);
      } else if (volume) {
        volume.attachment = undefined;
        place.volumes.changed(volume);
      }
    }
    const networkInterface = place.networkInterfaces.get(
      instance.networkInterfaceId,
    );
    if (networkInterface?.attachment?.deleteOnTermination) {
      place.networkInterfaces.remove(networkInterface);
      place.freePrivateIp(instance.privateIp);
    } else if (networkInterface) {
      networkInterface.attachment = undefined;
      place.networkInterfaces.changed(networkInterface);
    }
    this.#releasePublicIp();
    instance.terminatedAt = this.#world.now();
    this.#enter('terminated', reason, instance.transitionReason);
  }

  #releasePublicIp(): void {
    const { publicIp } = this.#instance;
    this.#instance.publicIp = undefined;
    if (publicIp) this.#world.addresses.release(publicIp);
  }

  #rootDisk(): string {
    const [rootId] = this.#instance.volumeIds;
    const disk = this.#place.volumes.get(rootId)?.disk;
    if (disk === undefined) {
      throw new Error(`The root volume ${rootId} holds nothing to boot`);
    }
    return disk;
  }

  #byUser(): string {
    const time = this.#world.now().toISOString();
    return `User initiated (${time.slice(0, 10)} ${time.slice(11, 19)} GMT)`;
  }

  #enter(
    state: InstanceState,
    reason: StateReason | undefined,
    transitionReason: string,
  ): void {
    const instance = this.#instance;
    instance.state = state;
    instance.stateReason = reason;
    instance.transitionReason = transitionReason;
    if (!this.#abandoned) this.#place.instances.changed(instance);
  }

  #later(step: () => Promise<void>): void {
    this.#behind = this.#behind.then(async () => {
      if (!this.#abandoned) await step();
    });
    this.#behind.catch(error => {
      if (this.#abandoned) return;
      this.#instance.transitionReason = String(error);
      this.#place.instances.changed(this.#instance, { reason: String(error) });
    });
    this.#behind = this.#behind.catch(() => {});
  }
}
