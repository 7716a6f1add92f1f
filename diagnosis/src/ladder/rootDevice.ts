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

/** `root=` of the kernel's command line. */
const ROOT_PARAMETER = /\sroot=(\S{1,200})/;
/** A device that a file system says to be mounted from. */
const MOUNTED_DEVICE = /^(?:EXT[234]-fs|XFS|BTRFS info)[^(]{0,20}\(([\w/-]+)/i;

/** What the kernel was told to mount as root. */
export function rootOfCommandLine(message: string): string | undefined {
  return ROOT_PARAMETER.exec(message)?.[1];
}

/**
 * Whether a message that a file system was mounted is about another device than root. Devices are renamed between the command line
 * and the kernel (`/dev/xvda1` is `nvme0n1p1`), so only two names of the same kind are compared.
 */
export function isOtherThanRoot(message: string, root?: string): boolean {
  const mounted = MOUNTED_DEVICE.exec(message)?.[1];
  if (!mounted || !root?.startsWith('/dev/')) return false;
  const expected = root.slice('/dev/'.length);
  return kindOf(mounted) === kindOf(expected) && mounted !== expected;
}

function kindOf(device: string): string {
  return device.replace(/\d.*$/, '').replace(/^(sd|xvd|vd|hd)[a-z]+$/, '$1');
}
