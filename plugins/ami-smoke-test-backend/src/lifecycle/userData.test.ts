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

import { execFileSync } from 'node:child_process';
import { profile } from '../engine/__testUtils__/profile';
import { userDataOf } from './userData';

const HOUR_MS = 3_600_000;

function textOf(
  changes: Partial<typeof profile>,
  options: { family?: string; platform?: 'linux' | 'windows' } = {},
): string {
  const { family = 'profile:default', platform = 'linux' } = options;
  const run = { family, profile: { ...profile, ...changes } };
  const encoded = userDataOf(run, { platform }, HOUR_MS);
  return Buffer.from(encoded ?? '', 'base64').toString();
}

const checks = [8080, 22].map(port => ({
  type: 'tcp' as const,
  port,
  timeoutSeconds: 3,
}));

describe('the user data of a verification', () => {
  it('is a script for any POSIX shell that listens at the ports of the checks, with the dead-man switch', () => {
    const text = textOf({ checks });
    expect(text).toMatch(/^#!\/bin\/sh\n.*\n\(sleep 3600; poweroff\)/);
    expect(text).toMatch(/\nfor port in 8080 22; do keep_listening /);
    execFileSync('sh', ['-n'], { input: text });
    expect(textOf({ checks, deadManSwitch: false })).not.toMatch(/poweroff/);
  });

  it('is PowerShell that opens the firewall for Windows', () => {
    const text = textOf({ checks }, { platform: 'windows' });
    expect(text).toMatch(
      /^<powershell>shutdown\.exe \/s \/t 3600\n[^]*localport=8080,22\n[^]*in 8080,22\)[^]*<\/powershell>\n$/,
    );
    // A name before a colon is a scope to PowerShell, which then runs nothing of the script.
    expect(text).not.toMatch(/"\$\w+:/);
    expect(text).toMatch(/"\$\{port\}: \$_"/);
  });

  it('is nothing that a smoke test is given', () => {
    expect(textOf({ checks }, { family: 'web-base' })).not.toMatch(/listen/);
  });
});
