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
 * How user data begins that cloud-init takes as a part of a multi-part message, and of which type it then is:
 * https://cloudinit.readthedocs.io/en/latest/explanation/format.html
 */
const PARTS: [beginning: RegExp, contentType: string][] = [
  [/^#!/, 'text/x-shellscript'],
  [/^#cloud-config\s/, 'text/cloud-config'],
  [/^#cloud-config-archive\s/, 'text/cloud-config-archive'],
  [/^#cloud-boothook\s/, 'text/cloud-boothook'],
  [/^#include\s/, 'text/x-include-url'],
  [/^#include-once\s/, 'text/x-include-once-url'],
  [/^#part-handler\s/, 'text/part-handler'],
  [/^## template: *jinja\s/, 'text/jinja2'],
];
/** A message of several parts: it becomes one of ours. */
const MESSAGE = /^(content-type:|mime-version:)/i;

/** Why a script cannot be given to an instance beside this user data; nothing when it can. */
export function whyNotCombined(userData: string): string | undefined {
  if (MESSAGE.test(userData) || typeOf(userData)) return undefined;
  return /^\s*<(powershell|script)|^version: *1\./.test(userData)
    ? 'is for Windows, which runs one script'
    : 'begins with nothing that cloud-init takes as one part of several (`#!`, `#cloud-config`, a MIME message, …)';
}

/** User data with a shell script beside it, as cloud-init takes it: a MIME message of both. */
export function combine(userData: string, script: string): string {
  const boundary = 'ami-smoke-test-of-this-image';
  const parts = [
    MESSAGE.test(userData)
      ? userData
      : part(typeOf(userData) ?? 'text/plain', userData),
    part('text/x-shellscript', `#!/bin/sh\n${script}\n`),
  ];
  return [
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    ...parts.map(text => `--${boundary}\n${text}`),
    `--${boundary}--`,
    '',
  ].join('\n');
}

function typeOf(userData: string): string | undefined {
  return PARTS.find(([beginning]) => beginning.test(userData))?.[1];
}

function part(contentType: string, text: string): string {
  // Python's parser of messages, which cloud-init has, takes bytes above 127 for another character set.
  // eslint-disable-next-line no-control-regex
  const isAscii = /^[\x00-\x7f]*$/.test(text);
  const body = isAscii
    ? text
    : (
        Buffer.from(text)
          .toString('base64')
          .match(/.{1,76}/g) ?? []
      ).join('\n');
  return [
    `Content-Type: ${contentType}; charset="utf-8"`,
    'MIME-Version: 1.0',
    `Content-Transfer-Encoding: ${isAscii ? '7bit' : 'base64'}`,
    '',
    body,
  ].join('\n');
}
