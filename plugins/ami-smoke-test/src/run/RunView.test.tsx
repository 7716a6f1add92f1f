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
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen, waitFor } from '@testing-library/react';
import { amiSmokeTestApiRef } from '../api';
import { PagesProvider } from '../data';
import { rootRouteRef } from '../routes';
import { RunView } from './RunView';

const RUN: Run = {
  id: 'bcd423a5-ccf4-4c4a-9eae-42486b0fa6ef',
  buildId: 'f1d04757-e8c7-4539-9552-c1a48e86066c',
  image: {
    accountId: '123456789012',
    region: 'us-east-1',
    imageId: 'ami-0bf638b9b9c77ed45',
  },
  instanceType: 't3.micro',
  stage: 'queued',
  cleanup: 'clean',
  createdAt: '2026-11-22T12:00:00.000Z',
  checks: [],
  screenshots: 0,
  consoleBytes: 0,
  filmStrip: [],
  family: 'web-base',
  profile: 'default',
  build: {
    id: 'f1d04757-e8c7-4539-9552-c1a48e86066c',
    family: 'web-base',
    entityRef: 'resource:default/web-base',
    profile: 'default',
    source: 'api',
    images: [{ region: 'us-east-1', imageId: 'ami-0bf638b9b9c77ed45' }],
    createdBy: 'ci',
    createdAt: '2026-11-22T12:00:00.000Z',
    status: 'running',
    runs: [],
  },
  stages: [{ stage: 'queued', at: '2026-11-22T12:00:00.000Z' }],
  frames: [],
  attempts: [],
  notices: [],
  resources: [],
  budgetMs: 45_000,
  evidence: true,
};

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

async function show(run: Run) {
  const getConsole = jest.fn(async () => ({
    lines: [],
    totalLines: 0,
    complete: true,
  }));
  const api: Partial<AmiSmokeTestApi> = {
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
  return { getConsole };
}

describe('a run', () => {
  it('shows nothing of the machine to whoever may not see it, and everything else', async () => {
    const { getConsole } = await show({ ...FINISHED, evidence: false });
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
});
