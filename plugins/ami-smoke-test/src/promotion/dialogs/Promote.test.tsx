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

import type { ChannelList } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  configure,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import {
  aDecision,
  aList,
  anEvidence,
  anImage,
  aPublication,
  aRule,
  aState,
  BUILDS,
} from '../__testUtils__/channels';
import { aBackend, aRefusal, show } from '../__testUtils__/show';
import { PromotionDialog } from './PromotionDialog';

const failed = aRule({
  rule: 'required-runs',
  state: 'fail',
  message: 'No run on t3.small has passed: re-run the build.',
  evidence: [anEvidence({ verdict: 'failed', instanceType: 't3.small' })],
});
const revoked = aRule({
  state: 'fail',
  message: 'user:default/bob has revoked it.',
});

jest.setTimeout(60_000);
beforeAll(() => configure({ asyncUtilTimeout: 20_000 }));

async function open(backend = aBackend(), list: ChannelList = aList()) {
  const onClose = jest.fn();
  await show(
    backend,
    <PromotionDialog
      wish={{ kind: 'promote', buildId: BUILDS.next, channel: 'production' }}
      family="web-base"
      list={list}
      onClose={onClose}
    />,
  );
  return { onClose };
}

const confirmButton = () =>
  screen.findByRole('button', { name: 'Promote to production' });

it('shows what the gate says and what will change in AWS, and promotes what the reader saw', async () => {
  const backend = aBackend();
  backend.promote.mockImplementation(async ({ dryRun }) => ({
    outcome: dryRun ? 'planned' : 'done',
    acts: [],
    publications: [
      aPublication({
        facts: [
          { name: '/base/production', desired: 'ami-new', observed: 'ami-old' },
          { name: 'agreed already', desired: 'same', observed: 'same' },
        ],
      }),
    ],
  }));
  const { onClose } = await open(backend);

  expect(await screen.findByText('Nobody has revoked it.')).toBeVisible();
  expect(
    await screen.findByText('What will change in AWS: 1 thing'),
  ).toBeVisible();
  expect(screen.queryByText('agreed already')).toBeNull();
  fireEvent.change(screen.getByLabelText(/^Reason/), {
    target: { value: 'Release 43' },
  });
  fireEvent.click(await confirmButton());
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(backend.promote).toHaveBeenCalledWith({
    buildId: BUILDS.next,
    channel: 'production',
    reason: 'Release 43',
    expected: BUILDS.now,
  });
});

it('cannot be done when the gate denies it, and leads to the run that is in the way', async () => {
  const backend = aBackend();
  backend.gateOfBuild.mockResolvedValue(aDecision([aRule(), failed]));
  await open(backend);

  const rules = await screen.findByRole('list', {
    name: 'What the gate asked',
  });
  const [first] = within(rules).getAllByRole('listitem');
  expect(first).toHaveTextContent(/fail.*Required runs.*No run on t3\.small/);
  expect(
    within(first).getByRole('link', { name: /default · t3\.small/ }),
  ).toHaveAttribute('href', expect.stringContaining(anEvidence().runId));
  fireEvent.click(await confirmButton());
  expect(await confirmButton()).toBeDisabled();
  expect(backend.promote).not.toHaveBeenCalled();
});

it('counts the images that pass a rule, and names each that does not', async () => {
  const regions = ['us-east-1', 'eu-west-1', 'us-west-2'];
  const backend = aBackend();
  backend.gateOfBuild.mockResolvedValue(
    aDecision([
      ...regions.map(region =>
        aRule({ image: anImage(region), message: `Fine in ${region}.` }),
      ),
      ...regions.map(region => ({ ...failed, message: `Bad in ${region}.` })),
    ]),
  );
  await open(backend);
  const rules = await screen.findByRole('list', {
    name: 'What the gate asked',
  });
  for (const region of regions) {
    expect(within(rules).getByText(`Bad in ${region}.`)).toBeVisible();
    expect(within(rules).getByText(`Fine in ${region}.`)).not.toBeVisible();
  }
  fireEvent.click(within(rules).getByText('3 images pass'));
  expect(within(rules).getByText('Fine in us-west-2.')).toBeVisible();
});

it('cannot be done when the gate could not tell', async () => {
  const backend = aBackend();
  backend.gateOfBuild.mockResolvedValue(
    aDecision([aRule({ state: 'unknown', message: 'EC2 does not answer.' })]),
  );
  await open(backend);
  expect(await screen.findByText('could not tell')).toBeVisible();
  expect(await confirmButton()).toBeDisabled();
});

it('cannot be done without the permission, whatever the gate says', async () => {
  const backend = aBackend();
  await open(
    backend,
    aList([aState({ may: { promote: false, revoke: true, waive: true } })]),
  );
  expect(await screen.findByText('may go')).toBeVisible();
  expect(screen.getByText(/ami-smoke-test\.promotion\.create/)).toBeVisible();
  expect(await confirmButton()).toBeDisabled();
  expect(backend.promote).not.toHaveBeenCalled();
});

it('asks the gate anew when another channel is chosen', async () => {
  const backend = aBackend(
    aList([aState(), aState({ channel: 'staging', build: undefined })]),
  );
  await open(backend, await backend.listChannels());
  expect(await confirmButton()).toBeEnabled();
  fireEvent.click(screen.getByRole('button', { name: /Channel/ }));
  fireEvent.click(await screen.findByRole('option', { name: 'staging' }));
  const button = await screen.findByRole('button', {
    name: 'Promote to staging',
  });
  await waitFor(() => expect(button).toBeEnabled());
  fireEvent.click(button);
  await waitFor(() =>
    expect(backend.promote).toHaveBeenCalledWith(
      expect.objectContaining({ channel: 'staging', expected: null }),
    ),
  );
  expect(backend.gateOfBuild.mock.calls.map(([, channel]) => channel)).toEqual(
    expect.arrayContaining(['production', 'staging']),
  );
});

it('says that somebody was faster, and stays open for another look', async () => {
  const backend = aBackend();
  backend.promote.mockImplementation(async ({ dryRun }) => {
    if (!dryRun) throw aRefusal(409, 'user:default/bob put another one there.');
    return { outcome: 'planned', acts: [], publications: [] };
  });
  const { onClose } = await open(backend);
  fireEvent.click(await confirmButton());
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('Somebody was faster');
  expect(alert).toHaveTextContent('user:default/bob put another one there.');
  expect(onClose).not.toHaveBeenCalled();
});

it('shows why the gate refused it in the end', async () => {
  const backend = aBackend();
  const refusal = aRefusal(409, 'Refused', aDecision([revoked]));
  backend.promote.mockImplementation(async ({ dryRun }) => {
    if (!dryRun) throw refusal;
    return { outcome: 'planned', acts: [], publications: [] };
  });
  await open(backend);
  fireEvent.click(await confirmButton());
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('The gate has refused it by now');
  expect(alert).toHaveTextContent('user:default/bob has revoked it.');
});

it('waives a rule that can be waived, for no longer than is allowed, and asks the gate again', async () => {
  const backend = aBackend();
  backend.gateOfBuild.mockResolvedValueOnce(aDecision([failed, revoked]));
  await open(backend);

  // What was revoked cannot be helped by any waiver.
  const buttons = await screen.findAllByRole('button', { name: 'Waive…' });
  expect(buttons).toHaveLength(1);
  fireEvent.click(buttons[0]);
  const waive = screen.getByRole('button', { name: 'Waive' });
  expect(waive).toBeDisabled();
  const reason = screen.getByLabelText(/^Reason/);
  await waitFor(() => expect(reason).toHaveFocus());
  fireEvent.change(reason, { target: { value: 'The test account is down' } });
  fireEvent.click(screen.getByRole('button', { name: /For how long/ }));
  const lengths = await screen.findAllByRole('option');
  expect(lengths.map(one => one.textContent)).toEqual([
    '1 day',
    '3 days',
    '7 days',
    '10 days',
  ]);
  fireEvent.click(lengths[3]);
  const before = Date.now();
  fireEvent.click(waive);
  await waitFor(() => expect(backend.waive).toHaveBeenCalled());
  const [{ expiresAt, ...request }] = backend.waive.mock.calls[0];
  expect(request).toEqual({
    buildId: BUILDS.next,
    channel: 'production',
    rule: 'required-runs',
    reason: 'The test account is down',
  });
  const days = (Date.parse(expiresAt) - before) / 86_400_000;
  expect(days).toBeLessThan(10);
  expect(days).toBeGreaterThan(9.9);
  await waitFor(async () => expect(await confirmButton()).toBeEnabled());
});

it('says what the backend has against a waiver', async () => {
  const backend = aBackend();
  backend.gateOfBuild.mockResolvedValue(aDecision([failed]));
  backend.waive.mockRejectedValue(aRefusal(400, 'expiresAt is too late'));
  await open(backend);
  fireEvent.click(await screen.findByRole('button', { name: 'Waive…' }));
  fireEvent.change(screen.getByLabelText(/^Reason/), {
    target: { value: 'Because' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Waive' }));
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'expiresAt is too late',
  );
  fireEvent.click(screen.getByRole('button', { name: 'Back' }));
  expect(await screen.findByText('Required runs')).toBeVisible();
});

it('offers no waiver to who may not give one', async () => {
  const backend = aBackend();
  backend.gateOfBuild.mockResolvedValue(aDecision([failed]));
  await open(
    backend,
    aList([aState({ may: { promote: true, revoke: true, waive: false } })]),
  );
  expect(await screen.findByText('Required runs')).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Waive…' })).toBeNull();
});

it('says that the images are there already', async () => {
  const backend = aBackend();
  backend.promote.mockResolvedValue({
    outcome: 'unchanged',
    acts: [],
    publications: [],
  });
  await open(backend);
  expect(
    await screen.findByText('These images are on production already.'),
  ).toBeVisible();
  expect(await confirmButton()).toBeDisabled();
});
