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

import { Redactor } from './redact';

const redactor = new Redactor();
const redact = (text: string) => redactor.redact(text);

/** Put together here, so that no scanner takes this file for a leak. */
const KEY_ID = `AKIA${'IOSFODNN7EXAMPLE'}`;
const KEY = `wJalrXUtnFEMI/K7MDENG/bPxRfiCY${'EXAMPLEKE'}/`;
const JWT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${'dozjgNryP4J3'}`;
const BEGIN = '-----BEGIN RSA PRIVATE KEY-----';
const END = '-----END RSA PRIVATE KEY-----';
const BLOCK = `${BEGIN}\nMIIEpAIBAAKCAQEA\nc2VjcmV0\n${END}\n`;
const BLACK_BLOCK = `${BEGIN}\n[redacted]\n[redacted]\n${END}\n`;

describe('Redactor', () => {
  it.each([
    [`id ${KEY_ID}.`, 'id [redacted].'],
    [`AWS_SECRET_ACCESS_KEY=${KEY}\n`, 'AWS_SECRET_ACCESS_KEY=[redacted]\n'],
    [
      `  "SecretAccessKey" : "${KEY}",\n  "Token" : "IQoJb3JpZ2luX2Vj==",`,
      '  "SecretAccessKey" : "[redacted]",\n  "Token" : "[redacted]",',
    ],
    [`aws_session_token = ${KEY}${KEY}`, 'aws_session_token = [redacted]'],
    [`got ${JWT} back`, 'got [redacted] back'],
    ['DB_PASSWORD=hunter22 x', 'DB_PASSWORD=[redacted] x'],
    ['password=root1\n', 'password=[redacted]\n'],
    ['PASSWD:x next', 'PASSWD:[redacted] next'],
    ['db_secret=a,b=c', 'db_secret=[redacted],b=c'],
    ['{"password":"ab1"}', '{"password":"[redacted]"}'],
    ["secret='x'", "secret='[redacted]'"],
    ["mysql --password='correct horse'", "mysql --password='[redacted]'"],
    ['passwd: "neverclosed x\n', 'passwd: "[redacted]" x\n'],
    ['api-key: 0123456789', 'api-key: [redacted]'],
    ['GET /a?token=0123456789&x=1', 'GET /a?token=[redacted]'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
    ['authorization: basic dXNlcjpw', 'authorization: basic [redacted]'],
    [
      'cloning https://ci:s3cr3t@git.example/x.git',
      'cloning https://ci:[redacted]@git.example/x.git',
    ],
    [BLOCK, BLACK_BLOCK],
    [
      BLOCK.replaceAll('RSA', 'OPENSSH'),
      BLACK_BLOCK.replaceAll('RSA', 'OPENSSH'),
    ],
    [
      `"key": "${BLOCK.replaceAll('\n', '\\n')}"`,
      `"key": "${BEGIN}[redacted]${END}\\n"`,
    ],
    [
      '<Password>\nbase64==\n</Password>\nafter\n',
      '<Password>\n[redacted]\n</Password>\nafter\n',
    ],
  ])('takes the secret out of %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
    expect(redact(expected)).toBe(expected);
  });

  it.each([
    'web-1 login: \nPassword: \nLogin incorrect\n',
    'Password:\nsomething-on-the-next-line\n',
    'password: [redacted]\npassword=\n"password":"",\n',
    'passwd: files sss\ntoken=abc token:x\n',
    '/etc/passwd:12: bad line\n',
    '[    1.2] token ring: IBM token ring adapter not found\n',
    '[  OK  ] Reached target Forward Password Requests to Wall\n',
    'Started Dispatch Password Requests to Console Directory Watch.\n',
    'cloud-init: set-passwords ran successfully, no secret found\n',
    'cat: /etc/passwd: Permission denied\n',
    'cannot read /run/secrets/db_password: No such file or directory\n',
    'sshd: Failed password for root from 10.0.0.1 port 22\n',
    'Usage: adduser <name> <password>\nnext\n',
    'Server at http://127.0.0.1:8080/health\n',
    '-----BEGIN SSH HOST KEY FINGERPRINTS-----\n256 SHA256:x\n-----END SSH HOST KEY FINGERPRINTS-----\n',
    'the line -----END RSA PRIVATE KEY----- without a beginning\n',
    'BOOT_IMAGE=/boot/vmlinuz root=/dev/nvme0n1p1 ro console=ttyS0\n',
  ])('leaves %j as it is', text => {
    expect(redact(text)).toBe(text);
    expect(redactor.safeLength(text)).toBe(text.length);
  });

  it('holds back the line that is being written, and a block until it has ended', () => {
    const log = `before\n${BLOCK}after\nhalf`;
    const stored = Array.from(log, (_, at) => log.slice(0, at + 1)).map(text =>
      redact(text.slice(0, redactor.safeLength(text))),
    );
    const whole = `before\n${BLACK_BLOCK}after\n`;
    for (const text of stored) expect(whole.startsWith(text)).toBe(true);
    expect(stored.at(-1)).toBe(whole);
  });

  it('knows a block whose beginning was lost, and no other', () => {
    const lost = `MIIEpAIBAAKC\nc2Vj\n${END}\nafter\n${BLOCK}`;
    expect(redactor.redact(lost, { truncated: true })).toBe(
      `[redacted]\n[redacted]\n${END}\nafter\n${BLACK_BLOCK}`,
    );
    const far = `${'harmless\n'.repeat(5000)}${END}\n`;
    expect(redactor.redact(far, { truncated: true })).toBe(far);
  });

  it('redacts a block that never ends as far as one can go, and waits for its end no longer', () => {
    const open = `before\n${BEGIN}\n${'MIIEpAIB\n'.repeat(10)}`;
    expect(redactor.safeLength(open)).toBe('before\n'.length);
    expect(redact(open)).toBe(`before\n${BEGIN}\n${'[redacted]\n'.repeat(10)}`);

    const long = `${open}${'boot goes on\n'.repeat(5000)}`;
    expect(redactor.safeLength(long)).toBe(long.length);
    const black = redact(long);
    expect(black).not.toContain('MIIE');
    expect(black.endsWith('boot goes on\nboot goes on\n')).toBe(true);
    expect(black.split('\n')).toHaveLength(long.split('\n').length);
  });

  it('takes configured patterns, and keeps the lines in their places', () => {
    const mine = new Redactor(['licen[cs]e [0-9]+', 'from[^]*?to', 'x*']);
    expect(mine.redact('a license 123 b\nfrom here\nand there\nto z\n')).toBe(
      'a [redacted] b\n[redacted]\n[redacted]\n[redacted] z\n',
    );
    expect(mine.redact('licence 1 licence 2')).toBe('[redacted] [redacted]');
  });

  it('is not fooled by colours', () => {
    const red = '\u001b[31m';
    const coloured = (text: string) => [...text].join(red);
    expect(
      redact(`${red}fine\nDB_PASS${red}WORD=hun${red}ter22 x\n${red}fine\n`),
    ).toBe(`${red}fine\nDB_PASSWORD=[redacted] x\n${red}fine\n`);
    expect(redact(`a\n${coloured(KEY_ID)}\n`)).toBe('a\n[redacted]\n');
    const block = coloured(BLOCK);
    expect(redact(`${block}${red}after\n`)).toContain('\n[redacted]\n');
    expect(redact(block)).not.toContain(coloured('MIIE'));
    expect(redact(block).split('\n')).toHaveLength(BLOCK.split('\n').length);
    const harmless = `[${red}  OK  \u001b[0m] Started sshd\n`;
    expect(redact(harmless)).toBe(harmless);

    // What is held back of a growing text begins where a line does.
    const log = `${red}before\n${block}${red}after\n${red}half`;
    const plain = 'before\n'.length;
    expect(redactor.safeLength(`${red}before\n${coloured(BEGIN)}\nMII`)).toBe(
      red.length + plain,
    );
    expect(redactor.safeLength(log)).toBe(log.length - `${red}half`.length);
  });

  it.each([
    ' ',
    'a',
    'eyJ-',
    'eyJaaaaaaaaaa.',
    'password',
    'password: ',
    'password=a',
    'secret="',
    'secret_access_key ',
    'token="',
    '://',
    'authorization: bearer ',
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    '<Password>',
  ])('gets through a megabyte of %j', piece => {
    const count = Math.ceil((1024 * 1024) / piece.length);
    const text = `${piece.repeat(count)}\nlast line\n`;
    redactor.safeLength(text);
    for (const truncated of [false, true]) {
      const lines = redactor.redact(text, { truncated }).split('\n');
      expect(lines).toHaveLength(3);
    }
  });
});
