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
import { combine, whyNotCombined } from './multipart';

const PROBE = 'echo "report"';

/** The parts of a message: header lines and body. */
function partsOf(message: string): { headers: string; body: string }[] {
  const boundary = /boundary="([^"]+)"/.exec(message)?.[1];
  return message
    .split(`--${boundary}`)
    .slice(1, -1)
    .map(text => {
      const [headers, ...body] = text.trimStart().split('\n\n');
      return { headers, body: body.join('\n\n') };
    });
}

describe('user data of two', () => {
  it.each([
    ['#!/bin/sh\necho mine\n', 'text/x-shellscript'],
    ['#cloud-config\nruncmd: [ls]\n', 'text/cloud-config'],
    ['#cloud-boothook\nls\n', 'text/cloud-boothook'],
    ['#include\nhttps://example.com/\n', 'text/x-include-url'],
    ['## template: jinja\n#cloud-config\n', 'text/jinja2'],
  ])('is a message of both: %j', (own, type) => {
    expect(whyNotCombined(own)).toBeUndefined();
    const [mine, probe, ...more] = partsOf(combine(own, PROBE));
    expect(more).toEqual([]);
    expect(mine.headers).toMatch(`Content-Type: ${type};`);
    expect(mine.body.trimEnd()).toBe(own.trimEnd());
    expect(probe.headers).toMatch('Content-Type: text/x-shellscript;');
    expect(probe.body).toMatch(/^#!\/bin\/sh\necho "report"\n/);
  });

  it('keeps what is no ASCII', () => {
    const own = '#cloud-config\nwrite: naïve ✓\n';
    const [{ headers, body }] = partsOf(combine(own, PROBE));
    expect(headers).toMatch('Content-Transfer-Encoding: base64');
    expect(Buffer.from(body, 'base64').toString()).toBe(own);
  });

  it('takes a message as a part of its own', () => {
    const own = `Content-Type: multipart/mixed; boundary="mine"\nMIME-Version: 1.0\n\n--mine\nContent-Type: text/cloud-config\n\n#cloud-config\n--mine--\n`;
    expect(whyNotCombined(own)).toBeUndefined();
    const [mine, probe] = partsOf(combine(own, PROBE));
    expect(mine.headers).toMatch('boundary="mine"');
    expect(mine.body).toMatch(/--mine\n[^]*--mine--/);
    expect(probe.body).toMatch(/report/);
  });

  it('says where it cannot be', () => {
    expect(whyNotCombined('<powershell>ls</powershell>')).toMatch(/Windows/);
    expect(whyNotCombined('version: 1.1\ntasks: []')).toMatch(/Windows/);
    expect(whyNotCombined('settings = true')).toMatch(/cloud-init/);
    expect(whyNotCombined('#cloud-configuration')).toMatch(/cloud-init/);
  });
});
