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

import {
  act,
  configure,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import {
  aDecision,
  aList,
  anAct,
  anEvidence,
  anImage,
  aPolicy,
  aPublication,
  aRule,
  AT,
  aState,
  aWaiver,
  BUILDS,
} from '../__testUtils__/channels';
import { aBackend, aRefusal, show } from '../__testUtils__/show';
import { FamilyChannels } from './FamilyChannels';

jest.setTimeout(60_000);
beforeAll(() => configure({ asyncUtilTimeout: 20_000 }));

async function showChannels(backend = aBackend()) {
  await show(backend, <FamilyChannels family="web-base" />);
  return backend;
}

const denied = aDecision([
  aRule({
    rule: 'previous-channel',
    state: 'fail',
    message: 'It has to be on staging for 24 hours.',
  }),
]);

it('shows each channel in the order of the config: what is there, what proves it, and what could come next', async () => {
  await showChannels(
    aBackend(
      aList(
        [
          aState({
            standing: 'failing',
            waivers: [aWaiver()],
            evidence: [anEvidence({ verdict: 'failed' })],
            retest: {
              state: 'failed',
              buildId: BUILDS.next,
              lastAt: AT,
              nextAt: '2099-01-01T00:00:00.000Z',
              reason: 'It did not boot any more',
              hindered: 'There is no profile of that name',
            },
            candidate: { buildId: BUILDS.next, decision: denied },
          }),
          aState({
            channel: 'staging',
            build: undefined,
            assignments: [],
            standing: 'empty',
            candidate: undefined,
          }),
        ],
        [aPolicy({ channel: 'staging' }), aPolicy({ promoters: 'owners' })],
      ),
    ),
  );

  const channels = await screen.findAllByRole('region', {
    name: /^(staging|production)$/,
  });
  const [staging, production] = channels.map(one => within(one));
  expect(staging.getByText('Nothing is on this channel.')).toBeVisible();
  expect(staging.getByText('No build could come next.')).toBeVisible();
  expect(production.getByText('failing')).toBeVisible();
  expect(
    production.getByRole('link', { name: 'The build 1b1b1b1b of web-base' }),
  ).toHaveAttribute('href', `/ami-smoke-test/builds/${BUILDS.now}`);
  expect(
    production.getByRole('link', { name: anImage().imageId }),
  ).toBeVisible();
  expect(
    production.getByRole('link', { name: /default · t3\.micro/ }),
  ).toHaveAttribute('href', expect.stringContaining(anEvidence().runId));
  expect(production.getByText('waived: Required runs')).toBeVisible();
  expect(production.getByText('It did not boot any more')).toBeVisible();
  expect(
    production.getByText('There is no profile of that name'),
  ).toBeVisible();
  expect(
    production.getByText('It has to be on staging for 24 hours.'),
  ).toBeVisible();
});

it('shows what differs in AWS with its message, and folds what agrees', async () => {
  const drifted = aPublication({
    state: 'drifted',
    message: 'Somebody has changed it.',
    facts: [{ name: '/base', desired: 'ami-new', observed: 'ami-foreign' }],
  });
  const agreed = aPublication({ publisher: 'tags' });
  await showChannels(
    aBackend(
      aList([
        aState({
          assignments: [
            { ...anImage(), since: AT, publications: [agreed, drifted] },
          ],
        }),
      ]),
    ),
  );
  expect(await screen.findByText('Somebody has changed it.')).toBeVisible();
  expect(screen.getByText('ami-foreign')).toBeVisible();
  expect(screen.getByText('ssm-parameter in us-east-1')).toBeVisible();
  expect(screen.getByText('1 thing is as it should be')).toBeVisible();
  expect(screen.getByText('tags in us-east-1')).not.toBeVisible();
});

it('opens the dialog of what is wanted, and asks the gate about the candidate', async () => {
  const backend = await showChannels();
  fireEvent.click(await screen.findByRole('button', { name: 'Promote…' }));
  expect(
    await screen.findByRole('dialog', {
      name: 'Promote build 2c2c2c2c of web-base',
    }),
  ).toBeVisible();
  expect(backend.gateOfBuild.mock.calls[0].slice(0, 2)).toEqual([
    BUILDS.next,
    'production',
  ]);
});

it('lets nobody try what they may not do, and says what it takes', async () => {
  await showChannels(
    aBackend(
      aList(
        [aState({ may: { promote: false, revoke: false, waive: false } })],
        [aPolicy({ promoters: 'owners' })],
      ),
    ),
  );
  for (const [name, why] of [
    ['Promote…', /promotion\.create, and only the owners of the family/],
    ['Roll back…', /promotion\.create, and only the owners of the family/],
    ['Revoke…', /ami-smoke-test\.promotion\.revoke/],
  ] as const) {
    const button = await screen.findByRole('button', { name });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    fireEvent.click(button);
    expect(screen.queryByRole('dialog')).toBeNull();
    // As with the keyboard: then the reason is shown.
    fireEvent.keyDown(document.body, { key: 'Tab' });
    act(() => button.focus());
    expect(await screen.findByRole('tooltip')).toHaveTextContent(why);
    act(() => button.blur());
  }
});

it('withdraws a waiver for whoever may', async () => {
  const backend = await showChannels(
    aBackend(aList([aState({ waivers: [aWaiver()] })])),
  );
  fireEvent.click(
    await screen.findByRole('button', {
      name: 'Withdraw the waiver of Required runs',
    }),
  );
  await waitFor(() =>
    expect(backend.withdrawWaiver).toHaveBeenCalledWith(aWaiver().id),
  );
});

it('says what to configure where there is no channel', async () => {
  await showChannels(aBackend(aList([])));
  expect(await screen.findByText('No channel is configured')).toBeVisible();
  expect(
    screen.getByLabelText('the lines for the configuration'),
  ).toHaveTextContent(/amiSmokeTest: promotion: channels: staging:/);
});

it('says which permission it takes to see them', async () => {
  const backend = aBackend();
  backend.listChannels.mockRejectedValue(aRefusal(403, 'No'));
  await showChannels(backend);
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'ami-smoke-test.build.read',
  );
});

describe('the history', () => {
  it('tells who decided what, and opens what the gate said then', async () => {
    const backend = aBackend();
    backend.listPromotionActs.mockResolvedValue({
      items: [
        anAct({
          type: 'refusal',
          buildId: BUILDS.next,
          decision: denied,
          by: 'a-pipeline',
        }),
        anAct({ id: 'w', type: 'waiver', rule: 'findings', reason: 'OPS-12' }),
      ],
      nextCursor: undefined,
    });
    await showChannels(backend);
    const history = await screen.findByRole('region', {
      name: 'What was decided',
    });
    const acts = await within(history).findAllByRole('listitem');
    expect(acts[0]).toHaveTextContent(/refused.*production.*by a-pipeline/);
    expect(acts[1]).toHaveTextContent(/waived.*Findings.*OPS-12/);
    const said = within(acts[0]).getByText('What the gate said then');
    const details = said.closest('details')!;
    details.open = true;
    fireEvent(details, new Event('toggle'));
    expect(
      await within(acts[0]).findByText('It has to be on staging for 24 hours.'),
    ).toBeVisible();
  });

  it('is of one channel when that is wanted, and goes on where its page ends', async () => {
    const backend = aBackend();
    backend.listPromotionActs.mockImplementation(async ({ cursor }) =>
      cursor
        ? { items: [anAct({ id: 'older', by: 'bob' })], nextCursor: undefined }
        : { items: [anAct({ by: 'ann' })], nextCursor: 'next' },
    );
    await showChannels(backend);
    fireEvent.click(
      await screen.findByRole('button', { name: 'Show older ones' }),
    );
    expect(await screen.findByText(/by bob/)).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: /Channel/ }));
    fireEvent.click(await screen.findByRole('option', { name: 'production' }));
    await screen.findByText(/by ann/);
    expect(
      backend.listPromotionActs.mock.calls.map(([query]) => query),
    ).toContainEqual(
      expect.objectContaining({ family: 'web-base', channel: 'production' }),
    );
  });
});
