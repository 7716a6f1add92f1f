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

import { WINDOWS_LADDER } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Ladder } from './RungRule';

/**
 * How the console of a Windows on EC2 tells how far its boot has come: its agent (EC2Config, EC2Launch) writes it there. What comes
 * before the agent is on the screen only.
 */
export const windows: Ladder = {
  platform: 'windows',
  stages: WINDOWS_LADDER,
  rules: [
    {
      stage: 'boot-manager',
      lines: [
        // Its own title, or started by UEFI; GRUB's menu may list it as well
        String.raw`^Windows Boot Manager\W*$`,
        String.raw`^BdsDxe: (?:loading|starting) .*"Windows Boot Manager"`,
        String.raw`^(?:Loading|Starting) Windows`,
        String.raw`^Getting (?:devices )?ready\b`,
        String.raw`^Preparing (?:Automatic Repair|devices)`,
        String.raw`^Windows is loading files`,
      ],
    },
    {
      stage: 'sysprep-undeployable',
      lines: [
        String.raw`SysprepState=IMAGE_STATE_UNDEPLOYABLE`,
        String.raw`Windows sysprep configuration (?:started|in progress)`,
      ],
    },
    {
      stage: 'sysprep-complete',
      lines: [
        String.raw`Windows sysprep configuration complete`,
        String.raw`SysprepState=IMAGE_STATE_COMPLETE`,
      ],
    },
    {
      stage: 'waiting-for-metadata',
      lines: [String.raw`^(?:Still )?waiting for meta-?data accessibility`],
    },
    {
      stage: 'metadata-available',
      lines: [String.raw`^Meta-?data is now available`],
    },
    {
      stage: 'drivers',
      // `Driver: AWS NVMe Driver v1.5.0`, `Driver: Amazon Elastic Network Adapter v2.6`
      lines: [
        String.raw`^Driver: (?:AWS|Amazon|Intel|Citrix|Xen|RedHat|PV)\b`,
        String.raw`^AWS PV Driver`,
      ],
    },
    {
      stage: 'rdp-certificate',
      lines: [String.raw`RDPCERTIFICATE-(?:SUBJECTNAME|THUMBPRINT)`],
    },
    {
      stage: 'ssm-agent',
      lines: [String.raw`\bSSM: Amazon SSM Agent`],
    },
    {
      stage: 'ready',
      lines: [String.raw`Message: Windows is Ready to use`],
    },
  ],
};
