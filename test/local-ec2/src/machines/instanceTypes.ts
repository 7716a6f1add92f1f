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

/** What of an instance type makes a difference: https://docs.aws.amazon.com/ec2/latest/instancetypes/ */
export interface InstanceType {
  name: string;
  vcpus: number;
  memoryMiB: number;
  architecture: 'x86_64' | 'arm64';
  /** Nitro types answer GetConsoleOutput with `Latest`. */
  hypervisor: 'nitro' | 'xen';
  bareMetal: boolean;
  currentGeneration: boolean;
}

const x86 = (
  name: string,
  vcpus: number,
  memoryMiB: number,
  more: Partial<InstanceType> = {},
): InstanceType => ({
  name,
  vcpus,
  memoryMiB,
  architecture: 'x86_64',
  hypervisor: 'nitro',
  bareMetal: false,
  currentGeneration: true,
  ...more,
});

const TYPES: InstanceType[] = [
  x86('t3.nano', 2, 512),
  x86('t3.micro', 2, 1024),
  x86('t3.small', 2, 2048),
  x86('t3.medium', 2, 4096),
  x86('t3.large', 2, 8192),
  x86('t3a.micro', 2, 1024),
  x86('t3a.small', 2, 2048),
  x86('m5.large', 2, 8192),
  x86('m5.xlarge', 4, 16384),
  x86('m6i.large', 2, 8192),
  x86('m7i.large', 2, 8192),
  x86('c5.large', 2, 4096),
  x86('c6i.large', 2, 4096),
  x86('r5.large', 2, 16384),
  x86('m5.metal', 96, 393216, { bareMetal: true }),
  x86('t2.micro', 1, 1024, { hypervisor: 'xen' }),
  x86('t2.small', 1, 2048, { hypervisor: 'xen' }),
  x86('t2.medium', 2, 4096, { hypervisor: 'xen' }),
  x86('m4.large', 2, 8192, { hypervisor: 'xen' }),
  x86('m1.small', 1, 1740, { hypervisor: 'xen', currentGeneration: false }),
  x86('t4g.micro', 2, 1024, { architecture: 'arm64' }),
  x86('t4g.small', 2, 2048, { architecture: 'arm64' }),
  x86('m6g.large', 2, 8192, { architecture: 'arm64' }),
  x86('m7g.large', 2, 8192, { architecture: 'arm64' }),
];

export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  TYPES.map(type => [type.name, type]),
);

/**
 * Whether EC2 takes screenshots of it: not of bare metal, nor of Arm.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshoot-unreachable-instance.html
 */
export function hasScreenshots(type: InstanceType): boolean {
  return !type.bareMetal && type.architecture === 'x86_64';
}
