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

import { join } from 'node:path';
import { MachineSpec } from '../Hypervisor';
import { RawDisk } from './DiskStore';
import { hiddenHost } from './GuestQuestion';

/** A guest port at which nothing listens, for the reachability question. */
export const unusedGuestPort = 7;
/** What QEMU calls the network. */
export const netdev = 'net';

/** Where one boot of a machine keeps its files. */
export interface MachineFiles {
  disk: RawDisk;
  console: string;
  screen: string;
  pid: string;
}

export function machineFiles(directory: string, disk: RawDisk): MachineFiles {
  return {
    disk,
    console: join(directory, 'console.log'),
    screen: join(directory, 'screen.ppm'),
    pid: join(directory, 'qemu.pid'),
  };
}

/**
 * The command line of QEMU for one machine: an EBS-like NVMe root disk, a VGA screen, a serial port that goes to a file, a
 * network that reaches nothing but the metadata service, and QMP on standard input and output. The guest's ports are forwarded to
 * hidden loopback ports, whose numbers QEMU tells.
 *
 * @param metadataCommand - the program, with its arguments, that serves one connection to the metadata address
 */
export function qemuArguments(
  spec: MachineSpec,
  files: MachineFiles,
  accelerator: 'kvm' | 'tcg',
  metadataCommand: string[],
): string[] {
  const option = (name: string, ...values: string[]) => [
    name,
    values.join(','),
  ];
  return [
    ...option('-accel', accelerator === 'kvm' ? 'kvm' : 'tcg,thread=multi'),
    // With a hardware random number generator a guest need not wait for entropy before it talks SSH.
    ...option('-cpu', accelerator === 'kvm' ? 'host' : 'qemu64,+rdrand'),
    ...option('-machine', 'q35'),
    ...option('-m', `${spec.memoryMiB}M`),
    '-nodefaults',
    '-no-user-config',
    ...option('-vga', 'std'),
    ...option('-display', 'none'),
    ...option('-pidfile', files.pid),
    ...option(
      '-smbios',
      'type=1,manufacturer=Amazon EC2',
      `product=${spec.instanceType}`,
    ),
    ...option(
      '-blockdev',
      JSON.stringify({
        'node-name': 'root',
        driver: 'raw',
        file: blocks(files.disk),
      }),
    ),
    ...option(
      '-device',
      'nvme',
      'drive=root',
      `serial=${spec.volumeId.replace('-', '')}`,
      'bootindex=1',
    ),
    ...option('-netdev', ...network(spec, metadataCommand)),
    // Without a ROM of its own it cannot be booted from: an unbootable disk is the end of it.
    ...option(
      '-device',
      'virtio-net-pci',
      `netdev=${netdev}`,
      `mac=${spec.macAddress}`,
      'romfile=',
    ),
    ...option('-chardev', 'file', 'id=serial', `path=${escape(files.console)}`),
    ...option('-serial', 'chardev:serial'),
    ...option('-chardev', 'stdio', 'id=qmp', 'signal=off'),
    ...option('-mon', 'chardev=qmp', 'mode=control'),
  ];
}

/** The disk's bytes; a request that touches a bad sector is told of an I/O error, as often as it is made. */
function blocks({ file, badSectors }: RawDisk): object {
  const bytes = { driver: 'file', filename: file };
  if (badSectors.length === 0) {
    return bytes;
  }
  return {
    driver: 'blkdebug',
    image: bytes,
    'inject-error': badSectors.map(sector => ({
      event: 'none',
      iotype: 'read',
      sector,
      errno: 5,
      once: false,
    })),
  };
}

function network(spec: MachineSpec, metadataCommand: string[]): string[] {
  const subnet = spec.privateIp.replace(/\.\d+$/, '');
  return [
    'user',
    `id=${netdev}`,
    'restrict=on',
    // One network that has both the guest's address and the metadata address in it: QEMU forwards only from its own network.
    'net=168.0.0.0/5',
    `host=${subnet}.1`,
    `dns=${subnet}.2`,
    `dhcpstart=${spec.privateIp}`,
    `guestfwd=tcp:169.254.169.254:80-cmd:${escape(
      metadataCommand.map(quote).join(' '),
    )}`,
    ...[...spec.ports, unusedGuestPort].map(
      port => `hostfwd=tcp:${hiddenHost}:0-:${port}`,
    ),
  ];
}

/** QEMU ends a value at a comma, and takes a doubled one for a comma. */
function escape(value: string): string {
  return value.replace(/,/g, ',,');
}

/** QEMU splits a command as a shell would. */
function quote(word: string): string {
  return `'${word.replace(/'/g, `'\\''`)}'`;
}
