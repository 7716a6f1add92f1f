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

import type {
  AmiSmokeTestApi,
  Build,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { amiSmokeTestApiRef } from '../../../api';
import { aBuild } from '../../../builds/__testUtils__/builds';
import { PagesProvider } from '../../../data';
import { PinAction } from './PinAction';

const PINNED = { by: 'user:default/ann', at: '2026-11-22T12:00:00.000Z' };

async function show(
  build: Build,
  result: AuthorizeResult.ALLOW | AuthorizeResult.DENY = AuthorizeResult.ALLOW,
) {
  const api = {
    pinBuild: jest.fn(async () => build),
    unpinBuild: jest.fn(async () => build),
  };
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [amiSmokeTestApiRef, api as unknown as AmiSmokeTestApi],
        [permissionApiRef, mockApis.permission({ authorize: result })],
      ]}
    >
      <PagesProvider>
        <PinAction build={build} />
      </PagesProvider>
    </TestApiProvider>,
  );
  return api;
}

/** As a reader does who has no mouse. */
function press(button: HTMLElement) {
  act(() => button.focus());
  expect(button).toHaveFocus();
  fireEvent.keyDown(button, { key: 'Enter' });
  fireEvent.keyUp(button, { key: 'Enter' });
}

// An answer about a permission stays in the cache of the page, so each test has a build of its own.
it('pins a build', async () => {
  const build = aBuild({ id: 'one', verdict: 'passed' });
  const { pinBuild, unpinBuild } = await show(build);
  press(
    screen.getByRole('button', {
      name: 'Pin this build: it is kept, whatever its age',
    }),
  );
  await waitFor(() => expect(pinBuild).toHaveBeenCalledWith('one'));
  expect(unpinBuild).not.toHaveBeenCalled();
});

it('unpins a pinned one', async () => {
  const build = aBuild({ id: 'two', verdict: 'passed', pinned: PINNED });
  const { pinBuild, unpinBuild } = await show(build);
  press(screen.getByRole('button', { name: /^Unpin this build/ }));
  await waitFor(() => expect(unpinBuild).toHaveBeenCalledWith('two'));
  expect(pinBuild).not.toHaveBeenCalled();
});

it('says why it could not', async () => {
  const api = await show(aBuild({ id: 'three' }));
  api.pinBuild.mockRejectedValue(new Error('There is no build three'));
  press(screen.getByRole('button', { name: /^Pin this build/ }));
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'There is no build three',
  );
});

it('does nothing for who may not, and can still be reached to hear why', async () => {
  const { pinBuild } = await show(aBuild({ id: 'four' }), AuthorizeResult.DENY);
  await waitFor(() =>
    expect(
      screen.getByRole('button', { name: /^Pin this build/ }),
    ).toHaveAttribute('aria-disabled', 'true'),
  );
  const button = screen.getByRole('button', { name: /^Pin this build/ });
  press(button);
  expect(pinBuild).not.toHaveBeenCalled();
});
