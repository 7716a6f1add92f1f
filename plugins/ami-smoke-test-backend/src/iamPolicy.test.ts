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

import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { z } from 'zod';
import { APIS } from './ec2/apis';

const list = z
  .union([z.string(), z.array(z.string())])
  .transform(value => [value].flat());

const policySchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().regex(/^[A-Za-z0-9]+$/),
      Effect: z.literal('Allow'),
      Action: list,
      Resource: list,
      Condition: z.record(z.string(), z.record(z.string(), list)).default({}),
    }),
  ),
});

const read = (name: string) =>
  readFileSync(
    resolvePackagePath(
      '@ami-smoke-test/backstage-plugin-ami-smoke-test-backend',
      'iam',
      name,
    ),
    'utf8',
  );

describe('iam/smoke-test.json', () => {
  const text = read('smoke-test.json');
  const { Statement: statements } = policySchema.parse(JSON.parse(text));

  it('allows the calls that are made to EC2, and no others', () => {
    const allowed = new Set(
      statements
        .flatMap(statement => statement.Action)
        .filter(action => action.startsWith('ec2:')),
    );
    expect([...allowed].sort()).toEqual(
      [...Object.keys(APIS), 'CreateTags'].map(name => `ec2:${name}`).sort(),
    );
  });

  it('changes nothing in EC2 that does not carry our tag', () => {
    const free = statements
      .filter(({ Condition }) => {
        const keys = Object.values(Condition).flatMap(Object.keys);
        return ![
          `aws:RequestTag/${TAGS.owner}`,
          `aws:ResourceTag/${TAGS.owner}`,
          'ec2:CreateAction',
        ].some(key => keys.includes(key));
      })
      .filter(({ Action }) => Action.some(one => /^ec2:(?!Describe)/.test(one)))
      .map(({ Sid }) => Sid);
    // These are looked at for what is made; that has a statement of its own.
    expect(free).toEqual([
      'LaunchFromImages',
      'LaunchIntoTheTestNetwork',
      'MakeSecurityGroupsInTheTestNetwork',
    ]);
  });

  it('uses no placeholder that its README does not explain', () => {
    const readme = read('README.md');
    const placeholders = new Set(text.match(/\$\{\w+\}/g));
    expect(placeholders.size).toBeGreaterThan(0);
    for (const placeholder of placeholders) {
      expect(readme).toContain(`| \`${placeholder}\``);
    }
  });
});
