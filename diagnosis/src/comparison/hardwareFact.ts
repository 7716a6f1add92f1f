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

/** What a line says of the machine. */
export interface HardwareFact {
  /** The same for the same line about any device of its kind, wherever that is and whatever number it got. */
  what: string;
  /** Which device of this boot says so, e.g. `nvme0`; empty where the line names none. */
  device: string;
}

/** A line longer than this is no driver's. */
const LONGEST = 1_000;

const DRIVERS = [
  // Disks
  'nvme|blkfront|xen-blkfront|virtio_blk|virtio_scsi|ahci|ata\\d+|scsi|sd|mpt[23]sas|mptsas|megaraid_sas|pvscsi|vmw_pvscsi',
  // Disks made of disks
  'md/raid\\w+|md\\d*|device-mapper|dm-\\d+|bcache|raid\\d+',
  // Networks
  'ena|efa|ixgbevf|igbvf|igb|i40e|iavf|e1000e?|mlx[45]_core|bnxt_en|gve|tg3|vmxnet3|hv_netvsc|xen_netfront|xen-netfront|vif|virtio_net|bonding|Elastic Network Adapter',
  // What else a machine may have to have
  'virtio[-_](?:pci|rng|balloon|console|mmio)|xen[:-]?\\w*|nvidia\\w*|NVRM|amdgpu|neuron|vfio\\w*|hv_\\w+|acpiphp|shpchp|pciehp',
].join('|');

/** What speaks for a driver, or of one. */
const DRIVER_LINES = [
  new RegExp(`^(?:${DRIVERS})(?=[ :(])`),
  // The partitions of a disk: ` nvme0n1: p1 p14`, ` xvda: xvda1`
  /^(?:nvme\d+n\d+|(?:xv|s|v|h)d[a-z]+|md\d+):(?: (?:p|(?:xv|s|v|h)d[a-z]+|md\d+p)\d+){1,32}$/,
  /\b(?:insmod|modprobe)\b/,
  /\b(?:Inserted|Failed to insert|Failed to find) module\b/,
  /\b(?:Found|Timed out waiting for) device\b/,
];

/** What drivers say at one boot and not at the next, though nothing has changed. */
const CHANCE =
  // Only of the first module that is loaded, whichever that is; when the cable is seen; what is said at the end, if it is heard.
  /taint|link (?:is |becomes )?(?:up|down|ready|not ready)|synchroniz|stopping disk|shutdown|random/i;

/** Lines of which the numbers matter, and which. */
const NUMBERS: [RegExp, (match: RegExpExecArray) => string][] = [
  // To the next 128 MiB: what the firmware keeps for itself is not the same on every host.
  [
    /^Memory: \d{1,12}K\/(\d{1,12})K available/,
    ([, total]) => `memory ${Math.round(Number(total) / (128 * 1024))}`,
  ],
  [
    /\b(?:Brought|Booted) up (?:\d{1,4} nodes?, )?(\d{1,5}) CPUs?\b/,
    ([, cpus]) => `processors ${cpus}`,
  ],
  [/^pci <pci>: (\[[0-9a-f]{4}:[0-9a-f]{4}\])/, ([, id]) => `pci ${id}`],
  [
    /(\d{1,15}) (\d{3,5})-byte (?:hardware|logical) (?:sectors|blocks)/,
    ([, blocks, size]) => `disk of ${blocks} times ${size}`,
  ],
  [
    /\bdetected capacity change from \d{1,15} to (\d{1,15})/,
    ([, to]) => `capacity ${to}`,
  ],
  [
    /\bactive with (\d{1,3}) out of (\d{1,3}) (?:mirrors|devices)/,
    ([, active, all]) => `array ${active} of ${all}`,
  ],
  // Which of a disk's features are enabled is the host's affair.
  [/^(?:xen-)?blkfront: xvd[a-z]+/, () => 'xen disk'],
];

const DEVICE =
  /\b(?:[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|nvme\d+(?:n\d+)?|(?:xv|s|v|h)d[a-z]+|md\d+|dm-\d+|ata\d+|virtio\d+|vif-\d+|\d+:\d+:\d+:\d+|host\d+|(?:eth|ens|enp\d+s|eno|enX)\d+)\b/;

/**
 * What a line of a console log says of the machine's hardware and its drivers; nothing when it is about something else.
 *
 * @param line - as it was written
 * @param normalised - the same line, normalised
 */
export function hardwareFact(
  line: string,
  normalised: string,
): HardwareFact | undefined {
  if (normalised.length > LONGEST) return undefined;
  // The kernel writes between what others have begun: `login: [    3.820492] nvme …`
  const message = normalised.split('[<time>]').at(-1)!.trim();
  const device = DEVICE.exec(line)?.[0] ?? '';
  for (const [pattern, says] of NUMBERS) {
    const match = pattern.exec(message);
    if (match) return { what: says(match), device };
  }
  if (CHANCE.test(message)) return undefined;
  if (!DRIVER_LINES.some(pattern => pattern.test(message))) return undefined;
  return { what: withoutNumbers(message), device };
}

/** Which of several alike devices gets which number or letter is chance. */
function withoutNumbers(message: string): string {
  return message
    .replace(/\b((?:xv|s|v|h)d)[a-z]+(?=\d*\b)/g, '$1#')
    .replace(/\d+/g, '#');
}
