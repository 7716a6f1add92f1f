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

import { sharedParameters } from './sharedParameters';

const [ONE, OTHER] = ['123456789012', '210987654321'];

describe('parameters of channels', () => {
  it.each([
    ['have names of their own', ['/a/{family}/{channel}', '/b/{family}'], 0],
    ['are not kept by two channels', ['/a/{family}', '/a/{family}'], 1],
    [
      'are not kept by two channels in other words',
      ['/a/{family}/prod', '/a/{family}/{channel}'],
      1,
    ],
  ])('%s', (_, [staging, prod], wrong) => {
    const found = sharedParameters({
      dev: { publish: {} },
      staging: { publish: { ssmParameter: { name: staging } } },
      prod: { publish: { ssmParameter: { name: prod, accounts: [ONE] } } },
    });
    expect(found).toHaveLength(wrong);
    for (const message of found) {
      expect(message).toMatch(
        /^amiSmokeTest\.promotion\.channels\.prod\.publish\.ssmParameter\.name: 'staging' keeps the parameter \/a\/\{family\}\S*, too; put \{channel\} in it$/,
      );
    }
  });

  it('may have one name in the Parameter Stores of different accounts', () => {
    const name = '/a/{family}';
    const keptBy = (accounts: string[]) => ({
      publish: { ssmParameter: { name, accounts } },
    });
    expect(
      sharedParameters({ dev: keptBy([ONE]), prod: keptBy([OTHER]) }),
    ).toEqual([]);
    expect(
      sharedParameters({ dev: keptBy([ONE, OTHER]), prod: keptBy([OTHER]) }),
    ).toHaveLength(1);
  });
});
