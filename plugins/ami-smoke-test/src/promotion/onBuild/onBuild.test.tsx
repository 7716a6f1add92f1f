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

import { configure, fireEvent, screen } from '@testing-library/react';
import { aBuild } from '../../builds/__testUtils__/builds';
import { aList, aState, BUILDS } from '../__testUtils__/channels';
import { aBackend, show } from '../__testUtils__/show';
import { BuildActionsOfPromotion } from '../BuildActionsOfPromotion';
import { BuildPromotion } from './BuildPromotion';

jest.setTimeout(60_000);
beforeAll(() => configure({ asyncUtilTimeout: 20_000 }));

const build = aBuild({ id: BUILDS.now, verdict: 'passed' });
const revoked = aBuild({
  ...build,
  promotion: {
    channels: ['staging'],
    revoked: {
      by: 'user:default/ann',
      at: '2026-11-22T12:00:00.000Z',
      reason: 'CVE-2026-1234',
    },
  },
});

it('tells on which channels a build is, and that it was revoked', async () => {
  await show(aBackend(), <BuildPromotion build={revoked} />);
  expect(screen.getByText('on staging')).toBeVisible();
  expect(screen.getByText('Revoked')).toBeVisible();
  expect(screen.getByText(/user:default\/ann.*CVE-2026-1234/)).toBeVisible();
});

it('promotes the build to a channel that the reader may promote to', async () => {
  const no = { promote: false, revoke: false, waive: false };
  const backend = aBackend(
    aList([aState({ channel: 'lts', may: no }), aState()]),
  );
  await show(backend, <BuildActionsOfPromotion build={build} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Promote…' }));
  expect(
    await screen.findByRole('button', { name: 'Promote to production' }),
  ).toBeVisible();
  expect(backend.gateOfBuild.mock.calls[0].slice(0, 2)).toEqual([
    BUILDS.now,
    'production',
  ]);
});

it('neither promotes nor revokes what is revoked', async () => {
  await show(aBackend(), <BuildActionsOfPromotion build={revoked} />);
  for (const name of ['Promote…', 'Revoke…']) {
    expect(await screen.findByRole('button', { name })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  }
});

it('asks nothing about a verification, or while there is no verdict', async () => {
  const backend = aBackend();
  await show(
    backend,
    <>
      <BuildActionsOfPromotion
        build={aBuild({ verdict: 'passed', source: 'verification' })}
      />
      <BuildActionsOfPromotion build={aBuild()} />
    </>,
  );
  expect(backend.listChannels).not.toHaveBeenCalled();
});
