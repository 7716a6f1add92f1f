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

import { mockServices } from '@backstage/backend-test-utils';
import { warnOfAnotherOwner } from './warnOfAnotherOwner';

describe('warnOfAnotherOwner', () => {
  it('warns of a database that another installation used first, and only then', async () => {
    const logger = mockServices.logger.mock();
    const store = { rememberOwner: async () => 'production' };
    await warnOfAnotherOwner({ store, owner: 'production', logger });
    expect(logger.warn).not.toHaveBeenCalled();
    await warnOfAnotherOwner({ store, owner: 'staging', logger });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /belongs to the installation 'production', but amiSmokeTest\.owner is 'staging'/,
      ),
    );
  });
});
