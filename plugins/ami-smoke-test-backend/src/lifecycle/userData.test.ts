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

  it('has no probe in it: it is about the way to the instance', () => {
    expect(textOf({ checks, guest: { probe: true, expect: {} } })).not.toMatch(
      /ami_smoke_test_probe/,
    );
  });

  it('is nothing that a smoke test is given', () => {
    expect(textOf({ checks }, { family: 'web-base' })).not.toMatch(/listen/);
  });
});

describe('the user data of a smoke test', () => {
  const smokeTest = (
    changes: Partial<typeof profile>,
    platform: 'linux' | 'windows' = 'linux',
  ) => textOf(changes, { family: 'web-base', platform });
  const integrity = { type: 'integrity' as const, budgetSeconds: 600 };

  it('has the probe beside the dead-man switch, which looks at no files unless a check does', () => {
    const text = smokeTest({ checks });
    expect(text).toMatch(/^#!\/bin\/sh\n.*\n\(sleep 3600; poweroff\)/);
    expect(text).toMatch(/ verify= until=60 .*[^]*\( ami_smoke_test_probe \)/);
    execFileSync('sh', ['-n'], { input: text });
    // Four fifths of the check's budget.
    expect(smokeTest({ checks: [...checks, integrity] })).toMatch(
      / verify=yes until=480 /,
    );
    expect(smokeTest({ deadManSwitch: false })).toMatch(/^#!\/bin\/sh\n# Rep/);
  });

  it('has none where the profile wants none', () => {
    const guest = { probe: false, expect: {} };
    expect(smokeTest({ guest })).not.toMatch(/ami_smoke_test_probe/);
    expect(smokeTest({ guest, deadManSwitch: false })).toBe('');
  });

  it("is the profile's own as it is, or together with the probe where that is asked for", () => {
    const userData = '#cloud-config\nruncmd: [ls]\n';
    expect(smokeTest({ userData })).toBe(userData);
    const guest = { probe: true, expect: {} };
    for (const text of [
      smokeTest({ userData, guest }),
      smokeTest({ userData, checks: [...checks, integrity] }),
    ]) {
      expect(text).toMatch(
        /^MIME-Version: 1.0\nContent-Type: multipart\/mixed/,
      );
      expect(text).toContain(userData);
      expect(text).toContain('ami_smoke_test_probe');
      expect(text).not.toContain('poweroff');
    }
  });

  it('is PowerShell for Windows, which goes on by itself and reports on the serial port', () => {
    const text = smokeTest({ checks: [...checks, integrity] }, 'windows');
    expect(text).toMatch(/^<powershell>shutdown\.exe [^]*<\/powershell>\n$/);
    expect(text).toMatch(/\n\$verify = \$true\n\$until = 480\n/);
    expect(text).toMatch(/SerialPort 'COM1'/);
    expect(text).toMatch(/\nStart-Process powershell\.exe /);
    // A here-string ends where a line begins so, and EC2's agent takes the first end tag.
    expect(text.match(/^'@/gm)).toHaveLength(1);
    expect(text.match(/<\/powershell>/g)).toHaveLength(1);
    expect(Buffer.byteLength(text)).toBeLessThan(8 * 1024);
  });
});
