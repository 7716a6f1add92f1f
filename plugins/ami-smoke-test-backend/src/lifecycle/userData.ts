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

import type { RunRecord } from '../database/records';
import { isVerification } from '../database/verifications';
import type { ImageView } from '../ec2/Ec2';
import { listenOnLinux, listenOnWindows } from './listenScripts';

type Platform = Pick<ImageView, 'platform'>;

/**
 * The user data of a run's instance, in base64: the profile's own, or the dead-man switch, which is best effort, because an image
 * that does not boot does not run it. The instance of a verification listens at the ports that are asked, too.
 *
 * @param deadManMs - after so long an instance shuts itself down
 */
export function userDataOf(
  run: Pick<RunRecord, 'family' | 'profile'>,
  { platform }: Platform,
  deadManMs: number,
): string | undefined {
  const { userData, deadManSwitch, checks } = run.profile;
  const isWindows = platform === 'windows';
  const commands: string[] = [];
  if (deadManSwitch) {
    const seconds = Math.ceil(deadManMs / 1000);
    commands.push(
      isWindows ? shutDownWindows(seconds) : shutDownLinux(seconds),
    );
  }
  if (isVerification(run)) {
    const ports = checks.map(({ port }) => port);
    commands.push(isWindows ? listenOnWindows(ports) : listenOnLinux(ports));
  }
  const text =
    userData ?? (commands.length > 0 ? script(commands, isWindows) : undefined);
  return text && Buffer.from(text).toString('base64');
}

function script(commands: string[], isWindows: boolean): string {
  const lines = commands.join('\n');
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
