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

import { configure, screen, within } from '@testing-library/react';
import { aList, aPolicy, aState, BUILDS } from '../__testUtils__/channels';
import { aBackend, show } from '../__testUtils__/show';
import { FleetChannels } from './FleetChannels';

jest.setTimeout(60_000);
beforeAll(() => configure({ asyncUtilTimeout: 20_000 }));

it('shows what is where, of each family, with the way to its tab', async () => {
  const db = { family: 'db-base', entityRef: 'resource:default/db-base' };
  await show(
    aBackend(
      aList(
        [
          aState({ channel: 'staging', standing: 'stale' }),
          aState({ standing: 'empty', build: undefined }),
          aState({ ...db, standing: 'failing' }),
        ],
        [aPolicy({ channel: 'staging' }), aPolicy()],
      ),
    ),
    <FleetChannels />,
  );
  const [head, ...rows] = await screen.findAllByRole('row');
  expect(head).toHaveTextContent('Familystagingproduction');
  expect(rows).toHaveLength(2);
  expect(rows[0]).toHaveTextContent(/^db-base.*not for this family.*failing/);
  expect(rows[1]).toHaveTextContent(/^web-base.*stale.*1b1b1b1b.*empty$/);
  expect(
    within(rows[1]).getByRole('link', { name: 'web-base on staging: stale' }),
  ).toHaveAttribute(
    'href',
    '/catalog/default/resource/web-base/ami-smoke-test-channels',
  );
  expect(
    within(rows[1]).getByRole('link', { name: /^The build/ }),
  ).toHaveAttribute('href', `/ami-smoke-test/builds/${BUILDS.now}`);
});
