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
import {
  type Finding,
  LIMITS,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { GuestReport, Reported, ReportedFile } from './GuestReport';

/** What a profile knows of its instances. */
export interface GuestExpectations {
  /** Of the instance type. */
  memoryMiB?: number;
  /** At least so large is the root volume. */
  rootVolumeGiB?: number;
  /** Units that may fail. */
  failedUnits?: string[];
}

/** A kernel keeps a part of the memory, and more of it with `crashkernel=`. */
const LEAST_MEMORY = 0.75;
/** What a file system, or the table of partitions, keeps for itself. */
const LARGEST_LOSS = 0.1;
const GIB = 1024;

type What = Pick<
  Finding,
  'id' | 'category' | 'severity' | 'title' | 'cause' | 'remedy' | 'references'
>;

/**
 * What is wrong with a machine by its own report. What the report does not have is not found: only the check `integrity` cares
 * whether it is whole.
 */
export function guestFindings(
  report: GuestReport | undefined,
  expected: GuestExpectations = {},
): Finding[] {
  if (!report) return [];
  return [
    ...aboutFiles(report),
    ...aboutUnits(report, expected),
    ...aboutSizes(report, expected),
    ...aboutNetwork(report),
  ];
}

function aboutFiles({
  files,
  unreadable,
  changed,
  missing,
}: GuestReport): Finding[] {
  const counts = files?.value;
  return [
    ...found(unreadable[0], counts?.unreadable ?? unreadable.length, first => ({
      id: 'file-unreadable',
      category: 'io',
      severity: 'error',
      title: told(first, 'cannot be read', counts?.unreadable),
      cause:
        'The file system or the volume is damaged where this file lies: the image has it, and the system cannot read it.',
      remedy:
        'Look for I/O and file-system errors in this log and in that of the build, check the file system (`e2fsck -f`, `xfs_repair -n`) of a volume made from the snapshot, and build the image again.',
      references: ['https://man7.org/linux/man-pages/man8/e2fsck.8.html'],
    })),
    ...found(changed[0], counts?.changed ?? changed.length, first => ({
      id: 'file-changed',
      category: 'io',
      severity: 'warning',
      title: told(first, 'is not as it was recorded', counts?.changed),
      cause:
        'It was written after the record was made: by a later provisioner, by something that runs at boot, or by damage.',
      remedy:
        'Record the files as the last provisioner. What is meant to change at boot belongs into AMI_SMOKE_TEST_EXCLUDE.',
      references: [],
    })),
    ...found(missing[0], counts?.missing ?? missing.length, first => ({
      id: 'file-missing',
      category: 'io',
      severity: 'warning',
      title: told(first, 'is gone', counts?.missing),
      cause:
        'It was removed after the record was made: by a later provisioner, by something that runs at boot, or its folder is damaged or covered by a mount.',
      remedy:
        'Record the files as the last provisioner. What is meant to go at boot belongs into AMI_SMOKE_TEST_EXCLUDE.',
      references: [],
    })),
  ];
}

function aboutUnits(
  { failedUnits }: GuestReport,
  expected: GuestExpectations,
): Finding[] {
  const failed = failedUnits.filter(
    ({ value }) => !expected.failedUnits?.includes(value),
  );
  const names = failed.map(({ value }) => value).join(', ');
  return found(failed[0], failed.length, () => ({
    id: 'unit-failed',
    category: 'service',
    severity: 'warning',
    title: failed.length > 1 ? `Units failed: ${names}` : `${names} failed`,
    cause: 'systemd could not start it, or it ended with an error.',
    remedy:
      'See `systemctl status` and `journalctl -u` of the unit on an instance of the image. A unit that may fail belongs into `guest.expect.failedUnits` of the profile.',
    references: [
      'https://www.freedesktop.org/software/systemd/man/latest/systemctl.html',
    ],
  }));
}

function aboutSizes(
  { memory, root }: GuestReport,
  { memoryMiB, rootVolumeGiB }: GuestExpectations,
): Finding[] {
  const isSmall =
    memoryMiB && memory && memory.value < memoryMiB * LEAST_MEMORY;
  const disk = root?.value.disk;
  const isSmallDisk =
    rootVolumeGiB !== undefined &&
    disk !== undefined &&
    disk < rootVolumeGiB * GIB;
  const unused = root && unusedOf(root.value);
  return [
    ...found(isSmall ? memory : undefined, 1, ({ value }) => ({
      id: 'memory-smaller-than-expected',
      category: 'sizing',
      severity: 'error',
      title: `The system has ${value} MiB of memory instead of ${memoryMiB}`,
      cause:
        'The instance type has less than the profile expects, or the kernel is told to use less (`mem=`, a large `crashkernel=`, huge pages).',
      remedy:
        "Compare the instance type with `guest.expect.memoryMiB` of the profile, and look at the kernel's command line.",
      references: [
        'https://docs.kernel.org/admin-guide/kernel-parameters.html',
      ],
    })),
    ...found(isSmallDisk ? root : undefined, 1, () => ({
      id: 'root-disk-smaller',
      category: 'sizing',
      severity: 'error',
      title: `The root volume has ${disk} MiB instead of ${rootVolumeGiB} GiB`,
      cause: 'The image was made with a smaller root volume.',
      remedy:
        "Set the volume's size in the template (`launch_block_device_mappings`), or `guest.expect.rootVolumeGiB` of the profile.",
      references: [
        'https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs',
      ],
    })),
    ...found(unused ? root : undefined, 1, ({ value }) => ({
      id: 'root-file-system-not-grown',
      category: 'sizing',
      severity: 'warning',
      title: `The root file system leaves ${unused} MiB of its volume unused (${value.fileSystem} MiB)`,
      cause:
        'The volume is larger than when the file system was made, and nothing has grown the partition and the file system since.',
      remedy:
        'Have them grown at boot (`growpart` and `resize_rootfs` of cloud-init, systemd-growfs), or in the template.',
      references: [
        'https://docs.aws.amazon.com/ebs/latest/userguide/recognize-expanded-volume-linux.html',
      ],
    })),
  ];
}

/** What of the root volume nothing can be stored in, in MiB; nothing when it is no more than usual. */
function unusedOf({
  fileSystem,
  partition,
  partitioned,
  disk,
}: NonNullable<GuestReport['root']>['value']): number | undefined {
  const between = (whole: number | undefined, part: number | undefined) =>
    whole === undefined || part === undefined ? 0 : whole - part;
  const unused = Math.max(
    between(disk, partitioned),
    between(partition, fileSystem),
  );
  const size = disk ?? partition ?? fileSystem;
  return unused > Math.max(GIB, size * LARGEST_LOSS) ? unused : undefined;
}

function aboutNetwork({
  hasDefaultRoute,
  nameServers,
}: GuestReport): Finding[] {
  return [
    ...found(
      hasDefaultRoute?.value === false ? hasDefaultRoute : undefined,
      1,
      () => ({
        id: 'no-default-route',
        category: 'network',
        severity: 'warning',
        title: 'The system has no default route',
        cause:
          'No interface was configured by DHCP, or the configuration of the image names an interface that is not there.',
        remedy:
          'Let the image configure whatever interface it finds by DHCP, and look for the interface names in its network configuration.',
        references: ['https://man7.org/linux/man-pages/man8/ip-route.8.html'],
      }),
    ),
    ...found(nameServers?.value === 0 ? nameServers : undefined, 1, () => ({
      id: 'no-name-server',
      category: 'network',
      severity: 'warning',
      title: 'The system knows no name server',
      cause:
        'Nothing wrote /etc/resolv.conf: no lease came by DHCP, or the file of the image is not replaced by it.',
      remedy:
        'Let DHCP (or systemd-resolved) write it, and leave no file of the build behind.',
      references: ['https://man7.org/linux/man-pages/man5/resolv.conf.5.html'],
    })),
  ];
}

/** The finding that a line of the report proves, if there is that line. */
function found<Value>(
  proof: Reported<Value> | undefined,
  count: number,
  describe: (proof: Reported<Value>) => What,
): Finding[] {
  if (!proof) return [];
  const { line, text } = proof;
  return [
    {
      ...describe(proof),
      evidence: {
        source: 'console',
        line,
        text: text.slice(0, LIMITS.evidenceText),
      },
      count: Math.max(1, count),
      inLastGood: false,
    },
  ];
}

/** e.g. `/srv/data cannot be read (Input/output error), and 2 more`. */
function told(
  { value: { path, why } }: Reported<ReportedFile>,
  what: string,
  count = 1,
): string {
  const first = `${path} ${what}${why ? ` (${why})` : ''}`;
  return count > 1 ? `${first}, and ${count - 1} more` : first;
}
