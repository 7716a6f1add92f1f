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

/**
 * What the EC2 endpoint needs of whatever runs its machines. Two kinds exist: `qemu` boots real virtual machines,
 * `scripted` plays a timeline of frames, console lines and port states.
 */
export interface Hypervisor {
  readonly kind: 'qemu' | 'scripted';

  /** Copies a disk: snapshot to volume at launch, volume to snapshot when an image is made. */
  copyDisk(source: DiskRef, target: DiskRef): Promise<void>;

  /** Removes a disk for good; one that does not exist is no error. */
  deleteDisk(disk: DiskRef): Promise<void>;

  /** Takes a raw disk image from a file, as a new disk: how the first images come in. Absent: machines here have no real disks. */
  importDisk?(file: string, target: DiskRef): Promise<void>;

  /**
   * Breaks a disk that no machine uses, in a way that its own guest could not: for images that are to fail. Absent: machines
   * here have no real disks.
   *
   * @param damage - e.g. `unreadable-file`; an unknown one is an error that names those that exist
   */
  damageDisk?(disk: DiskRef, damage: string): Promise<void>;

  /**
   * Powers a machine on. Resolves when its first instruction runs, which may take a while: a hypervisor that can run
   * only so many machines at once keeps the others waiting, and EC2 shows those as `pending`.
   */
  boot(spec: MachineSpec): Promise<Machine>;

  /**
   * Powers on a machine that belongs to somebody else and gives every question at these ports a good answer: what is at an address
   * that has changed hands. Absent, as `Machine.moveTo` is: machines keep their addresses here.
   */
  bootStranger?(publicIp: string, ports: number[]): Promise<Machine>;

  /** Ends every machine and frees what the hypervisor holds; idempotent. */
  close(): Promise<void>;
}

/** Names what a volume or a snapshot holds, e.g. `vol-0a…` or `snap-0a…`; only the hypervisor knows where it lies. */
export type DiskRef = string;

/** One machine to boot. */
export interface MachineSpec {
  /** The instance's id, e.g. `i-0a…`. */
  instanceId: string;
  /** The root volume. */
  disk: DiskRef;
  /** The root volume's id as the guest sees it (the NVMe serial number). */
  volumeId: string;
  instanceType: string;
  memoryMiB: number;
  /** The loopback address at which the instance is reached, e.g. `127.1.0.7`; its ports are the guest's ports. */
  publicIp: string;
  /** The address that the guest has, e.g. `172.31.16.17`. */
  privateIp: string;
  macAddress: string;
  /** Guest TCP ports that are reachable at `publicIp`. Empty: the instance has no reachable address. */
  ports: number[];
  /**
   * Answers the guest's metadata requests (IMDS v1 and v2).
   *
   * @param path - without the version, e.g. `/meta-data/instance-id` or `/user-data`
   * @returns the body, or `undefined` for 404
   */
  metadata(path: string): string | undefined;
  /**
   * Aborts when the machine is no longer wanted: one that still waits for its turn to boot need not boot any more, and `boot`
   * rejects.
   */
  signal?: AbortSignal;
}

/** A machine that has been powered on. */
export interface Machine {
  /** Resolves once, when the machine no longer runs: powered off by its guest, by `powerOff`, or the hypervisor died. */
  readonly exited: Promise<MachineExit>;

  /** The screen now, as a JPEG (works on a crashed guest too). */
  screenshot(): Promise<Buffer>;

  /**
   * Every byte the guest wrote to its serial port since this boot.
   *
   * @param lateMs - without what it wrote in the last so many ms, for machines that know when it was written
   */
  console(lateMs?: number): Promise<Buffer>;

  /**
   * Whether the guest's network stack answers (an ARP request in EC2, a TCP reset or accept here): `initializing` until it
   * first did or `impairedAfterMs` passed.
   */
  reachability(): Reachability;

  /**
   * Calls back once, with the moment at which the guest's service first gave an HTTP answer of the 200s to the hypervisor's own
   * question; never when it does not.
   */
  onServiceAnswer(listener: (at: Date) => void): void;

  /** Gives the machine another address: nothing of it is left at the one before. */
  moveTo?(publicIp: string): Promise<void>;

  /** Ends the machine at once, keeping its disk. Idempotent. */
  powerOff(): Promise<void>;

  /**
   * Presses the power button, as StopInstances does, so that the guest can put its disk in order, and ends the machine when it
   * did or after a few seconds. Exits `by: 'host'`. Absent: `powerOff` is all there is.
   */
  shutDown?(): Promise<void>;
}

export type Reachability = 'initializing' | 'passed' | 'failed';

export interface MachineExit {
  /** `guest`: it powered itself off; `host`: it was told to; `crash`: the hypervisor's process died. */
  by: 'guest' | 'host' | 'crash';
  /** What the hypervisor said, for the journal. */
  detail?: string;
}
