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

import { configure, fireEvent, screen, waitFor } from '@testing-library/react';
import {
  aDecision,
  aList,
  anAct,
  aPublication,
  aRule,
  aState,
  BUILDS,
} from '../__testUtils__/channels';
import { aBackend, aRefusal, show } from '../__testUtils__/show';
import type { Wish } from '../wish';
import { PromotionDialog } from './PromotionDialog';

jest.setTimeout(60_000);
beforeAll(() => configure({ asyncUtilTimeout: 20_000 }));

async function open(wish: Wish, backend = aBackend(), list = aList()) {
  const onClose = jest.fn();
  await show(
    backend,
    <PromotionDialog
      wish={wish}
      family="web-base"
      list={list}
      onClose={onClose}
    />,
  );
  return onClose;
}

describe('a roll-back', () => {
  const wish: Wish = { kind: 'roll-back', channel: 'production' };
  const older = '5f5f5f5f-0000-4000-8000-000000000006';
  const revoked = '6a6a6a6a-0000-4000-8000-000000000007';
  const confirmButton = () =>
    screen.findByRole('button', { name: 'Roll back' });

  function withStays() {
    const backend = aBackend();
    backend.listPromotionActs.mockResolvedValue({
      items: [
        anAct(),
        anAct({ id: 'a', type: 'refusal', buildId: BUILDS.next }),
        anAct({ id: 'b', buildId: BUILDS.old }),
        anAct({ id: 'c', type: 'roll-back', buildId: older }),
        anAct({ id: 'd', buildId: older }),
        anAct({ id: 'e', type: 'revocation', buildId: revoked }),
        anAct({ id: 'f', buildId: revoked }),
      ],
      nextCursor: undefined,
    });
    return backend;
  }

  it('goes to the build before, unless another one that was there and is not revoked is chosen, for a reason', async () => {
    const backend = withStays();
    const onClose = await open(wish, backend);
    const radios = await screen.findAllByRole('radio', { name: /^build/ });
    await waitFor(() => expect(screen.getAllByRole('radio')).toHaveLength(2));
    expect(radios[0]).toBeChecked();
    expect(
      screen.getByRole('radio', { name: /0a0a0a0a.*the one before/ }),
    ).toBeChecked();
    fireEvent.click(screen.getByRole('radio', { name: /5f5f5f5f/ }));
    await screen.findByText('may go');
    expect(await confirmButton()).toBeDisabled();
    fireEvent.change(screen.getByLabelText(/^Reason/), {
      target: { value: ' It is slower ' },
    });
    await waitFor(async () => expect(await confirmButton()).toBeEnabled());
    fireEvent.click(await confirmButton());
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(backend.promote).toHaveBeenCalledWith({
      buildId: older,
      channel: 'production',
      rollBack: true,
      reason: 'It is slower',
      expected: BUILDS.now,
    });
  });

  it('cannot go to what the gate refuses, and shows why', async () => {
    const backend = withStays();
    const gone = aRule({
      rule: 'image-available',
      state: 'fail',
      message: 'The image was deregistered.',
    });
    backend.promote.mockRejectedValue(
      aRefusal(409, 'Refused', aDecision([gone])),
    );
    await open(wish, backend);
    fireEvent.change(await screen.findByLabelText(/^Reason/), {
      target: { value: 'It is slower' },
    });
    expect(
      await screen.findByText('The image was deregistered.'),
    ).toBeVisible();
    expect(await confirmButton()).toBeDisabled();
  });
});

describe('a revocation', () => {
  const wish: Wish = { kind: 'revoke', buildId: BUILDS.now };
  const confirmButton = () => screen.findByRole('button', { name: 'Revoke' });

  it('tells what happens to each channel, and takes a reason', async () => {
    const backend = aBackend();
    backend.revoke.mockImplementation(async ({ dryRun, leaveEmpty }) => ({
      outcome: dryRun ? 'planned' : 'done',
      acts: [
        anAct({ id: 'r', type: 'revocation', channel: undefined }),
        anAct({
          id: 's',
          type: leaveEmpty ? 'clearing' : 'roll-back',
          buildId: BUILDS.old,
        }),
      ],
      publications: [
        aPublication({
          facts: [{ name: '/web-base/production', observed: 'ami-now' }],
        }),
      ],
    }));
    const onClose = await open(wish, backend);
    expect(
      await screen.findByText('goes back to build 0a0a0a0a'),
    ).toBeVisible();
    expect(screen.getByText('What will change in AWS: 1 thing')).toBeVisible();
    fireEvent.click(screen.getByRole('checkbox'));
    expect(await screen.findByText('is left empty')).toBeVisible();

    expect(await confirmButton()).toBeDisabled();
    fireEvent.change(screen.getByLabelText(/^Reason/), {
      target: { value: ' CVE-2026-1234 ' },
    });
    fireEvent.click(await confirmButton());
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    const decided = backend.revoke.mock.calls
      .map(([request]) => request)
      .filter(({ dryRun }) => !dryRun);
    expect(decided).toEqual([
      { buildId: BUILDS.now, reason: 'CVE-2026-1234', leaveEmpty: true },
    ]);
  });

  it('says when the build is on no channel, and why it could not be done', async () => {
    const backend = aBackend();
    backend.revoke.mockImplementation(async ({ dryRun }) => {
      if (!dryRun) throw new Error('The database is away');
      return { outcome: 'planned', acts: [], publications: [] };
    });
    await open(wish, backend, aList([aState({ build: undefined })]));
    expect(await screen.findByText('It is on no channel.')).toBeVisible();
    fireEvent.change(screen.getByLabelText(/^Reason/), {
      target: { value: 'CVE' },
    });
    await waitFor(async () => expect(await confirmButton()).toBeEnabled());
    fireEvent.click(await confirmButton());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is away',
    );
  });
});
