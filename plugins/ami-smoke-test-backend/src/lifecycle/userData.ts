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

import { portsOf } from '../checks/specs';
import type { RunRecord } from '../database/records';
import { isVerification } from '../database/verifications';
import type { ImageView } from '../ec2/Ec2';
import { combine } from '../guest/multipart';
import { isProbed, probeOf } from '../guest/probe';
import { listenOnLinux, listenOnWindows } from './listenScripts';

type Platform = Pick<ImageView, 'platform'>;

/**
 * The user data of a run's instance, in base64: the dead-man switch, which is best effort, because an image that does not boot does
 * not run it, and the probe, with which the instance reports about itself; or the profile's own, with the probe where it wants
 * that. The instance of a verification listens at the ports that are asked, too.
 *
 * @param deadManMs - after so long an instance shuts itself down
 */
export function userDataOf(
  run: Pick<RunRecord, 'family' | 'profile'>,
  { platform }: Platform,
  deadManMs: number,
): string | undefined {
  const { profile } = run;
  const isWindows = platform === 'windows';
  const probe =
    isProbed(profile) && !isVerification(run)
      ? probeOf(profile, { isWindows })
      : undefined;
  const text =
    profile.userData === undefined
      ? script([...commandsOf(run, isWindows, deadManMs), probe], isWindows)
      : probe && combine(profile.userData, probe);
  const userData = text ?? profile.userData;
  return userData && Buffer.from(userData).toString('base64');
}

function commandsOf(
  run: Pick<RunRecord, 'family' | 'profile'>,
  isWindows: boolean,
  deadManMs: number,
): string[] {
  const commands: string[] = [];
  if (run.profile.deadManSwitch) {
    const seconds = Math.ceil(deadManMs / 1000);
    commands.push(
      isWindows ? shutDownWindows(seconds) : shutDownLinux(seconds),
    );
  }
  if (isVerification(run)) {
    const ports = portsOf(run.profile);
    commands.push(isWindows ? listenOnWindows(ports) : listenOnLinux(ports));
  }
  return commands;
}

function script(
  commands: (string | undefined)[],
  isWindows: boolean,
): string | undefined {
  const lines = commands.filter(Boolean).join('\n');
  if (!lines) return undefined;
  return isWindows
    ? `<powershell>${lines}</powershell>\n`
    : `#!/bin/sh\n${lines}\n`;
}

function shutDownWindows(seconds: number): string {
  return `shutdown.exe /s /t ${seconds}`;
}

function shutDownLinux(seconds: number): string {
  return `# Shuts this test instance down should nobody come back for it.
(sleep ${seconds}; poweroff) </dev/null >/dev/null 2>&1 &`;
}
