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
 * How a Linux boots, in order: the last rung that was seen tells how far it came.
 *
 * - `firmware`: BIOS or UEFI runs
 * - `boot-loader`: GRUB or another one runs
 * - `kernel`: the kernel has begun
 * - `initramfs`: the first user space, which looks for the root file system
 * - `root-mounted`: the root file system is mounted
 * - `init`: systemd or another init of the root file system runs
 * - `network`: the network is up
 * - `services`: services are started, or cloud-init is done
 * - `login`: it asks who wants to log in
 *
 * @public
 */
export const LINUX_LADDER = [
  'firmware',
  'boot-loader',
  'kernel',
  'initramfs',
  'root-mounted',
  'init',
  'network',
  'services',
  'login',
] as const;

const WINDOWS_RUNGS = [
  'boot-manager',
  'sysprep-undeployable',
  'sysprep-complete',
  'waiting-for-metadata',
  'metadata-available',
  'drivers',
  'rdp-certificate',
  'ssm-agent',
  'ready',
] as const;

/**
 * How a Windows boots on EC2, in order, as its agent (EC2Launch, EC2Config) tells; the first two from the screen.
 *
 * @public
 */
export const WINDOWS_LADDER = ['firmware', ...WINDOWS_RUNGS] as const;

/** The rungs of all ladders. @public */
export const BOOT_STAGES = [...LINUX_LADDER, ...WINDOWS_RUNGS] as const;
