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
  Run,
  ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { amiSmokeTestApiRef } from '../api';
import { PagesProvider } from '../data';
import { rootRouteRef } from '../routes';
import { aRunOfPage } from './__testUtils__/runs';
import { aDiagnosis } from './diagnosis/__testUtils__/findings';
import { RunView } from './RunView';

const RUN = aRunOfPage({ onlineAt: undefined, stage: 'queued' });

const FINISHED: Run = {
  ...RUN,
  id: '75ba3095-6270-431c-839d-882bb23abc90',
  buildId: '7c6fcdf9-9b13-4d5a-a8b4-44b48e542325',
  stage: 'finished',
  verdict: 'failed',
  reason: 'The service did not answer within 45 s',
  onlineAt: '2026-11-22T12:00:01.000Z',
  verdictAt: '2026-11-22T12:00:46.000Z',
  stages: [
    ...RUN.stages,
    { stage: 'probing', at: '2026-11-22T12:00:01.000Z' },
    { stage: 'finished', at: '2026-11-22T12:00:46.000Z' },
  ],
  frames: [{ offsetMs: 1_000, takenAtMs: 1_010, sha256: 'a', bytes: 1 }],
};

async function show(run: Run, texts: ScreenText[] = []) {
  const getConsole = jest.fn(async () => ({
    lines: [],
    totalLines: 0,
    complete: true,
  }));
  const listScreenTexts = jest.fn(async () => ({ items: texts }));
  const api: Partial<AmiSmokeTestApi> = {
    listScreenTexts,
    getRun: async () => run,
    getConsole,
    screenshotUrl: async () => 'http://localhost/frame',
  };
  const permissions = {
    authorize: async () => ({ result: AuthorizeResult.ALLOW }),
  };
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [amiSmokeTestApiRef, api as AmiSmokeTestApi],
        [permissionApiRef, permissions as typeof permissionApiRef.T],
      ]}
    >
      <PagesProvider>
        <RunView runId={run.id} />
      </PagesProvider>
    </TestApiProvider>,
    {
      mountedRoutes: {
        '/ami-smoke-test': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
  await screen.findByRole('slider', { name: 'Moment of the run' });
  return { getConsole, listScreenTexts };
}

jest.setTimeout(30_000);

describe('a run', () => {
  it('shows nothing of the machine to whoever may not see it, and everything else', async () => {
    const { getConsole, listScreenTexts } = await show({
      ...FINISHED,
      evidence: false,
    });
    expect(
      await screen.findByText(
        'You may not see pictures and logs of this image',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText(FINISHED.reason!)).toBeInTheDocument();
    expect(screen.queryByRole('figure')).not.toBeInTheDocument();
    expect(screen.queryByRole('list', { name: 'Film strip' })).toBeNull();
    expect(screen.queryByText('Console log')).not.toBeInTheDocument();
    expect(getConsole).not.toHaveBeenCalled();
    expect(listScreenTexts).not.toHaveBeenCalled();
    expect(
      screen.getByRole('button', {
        name: 'Download everything that was archived',
      }),
    ).toHaveAttribute('aria-disabled', 'true');
  });

  it('asks for the log of whoever may see it, and shows its place', async () => {
    const { getConsole } = await show({ ...FINISHED, frames: [] });
    expect(
      await screen.findByRole('region', { name: 'Console log' }),
    ).toBeInTheDocument();
    await waitFor(() => expect(getConsole).toHaveBeenCalledTimes(1));
  });

  it('says what it waits for before there is a picture', async () => {
    await show(RUN);
    expect(await screen.findByText('Waiting for its turn')).toBeInTheDocument();
    expect(screen.getByRole('slider')).toHaveAttribute('aria-disabled', 'true');
    expect(document.title).toBe('running · web-base · ami-0bf638b9b9c77ed45');
  });

  it('shows what was read from the screen of the moment, and finds it with the search of the log', async () => {
    await show(
      {
        ...FINISHED,
        frames: [
          { offsetMs: 1_000, takenAtMs: 1_010, sha256: 'a', bytes: 1 },
          { offsetMs: 9_000, takenAtMs: 9_010, sha256: 'b', bytes: 1 },
        ],
      },
      [{ offsetMs: 1_000, text: 'Booting...\nNo bootable device.' }],
    );
    const read = (
      await screen.findByText('Text read from this screen')
    ).closest('details')!;
    read.open = true;
    fireEvent(read, new Event('toggle'));
    // It rests at the last frame, which was not read.
    fireEvent.click(await within(read).findByRole('button', { name: '1 s' }));
    expect(await within(read).findByText(/No bootable device/)).toBeVisible();

    fireEvent.change(
      screen.getByRole('searchbox', { name: 'Search log and screens' }),
      { target: { value: 'bootable' } },
    );
    expect(await screen.findByText('1 screen')).toBeInTheDocument();
    const found = screen.getByRole('list', { name: 'On the screen:' });
    fireEvent.click(screen.getByRole('button', { name: /^Next frame$/ }));
    expect(screen.getByText('frame 2 of 2')).toBeInTheDocument();
    fireEvent.click(within(found).getByRole('button', { name: /1 s/ }));
    expect(await screen.findByText('frame 1 of 2')).toBeInTheDocument();
  });

  it('has one sentence for the headline, and marks on the timeline where the screen stood still', async () => {
    const { headline } = aDiagnosis();
    await show({
      ...FINISHED,
      reason: `${headline!.title}: nothing answered within 45 s`,
      headline: headline!,
      diagnosis: aDiagnosis({
        standstill: { kind: 'frozen', sinceMs: 12_000, untilMs: 45_000 },
      }),
    });
    expect(screen.getAllByText(new RegExp(headline!.title))).toHaveLength(1);
    expect(
      screen.getByText('Nothing answered within 45 s'),
    ).toBeInTheDocument();
    expect(
      screen.getByTitle('The screen does not change from 12 s to 45 s'),
    ).toBeInTheDocument();
  });
});
