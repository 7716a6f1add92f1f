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
  ListBuildsQuery,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { configure, fireEvent, screen, within } from '@testing-library/react';
import { amiSmokeTestApiRef } from '../api';
import { aBuild, aRun } from '../builds/__testUtils__/builds';
import { PagesProvider } from '../data';
import { entityContentRouteRef, rootRouteRef } from '../routes';
import { History } from './History';

const run = aRun({
  verdict: 'failed',
  filmStrip: [1_000, 9_000],
  furthestStage: 'firmware',
  headline: {
    id: 'no-bootable-device',
    category: 'boot-loader',
    severity: 'error',
    title: 'No boot device',
  },
});

async function renderHistory(options: {
  evidence: boolean;
  type?: string;
  path?: string;
}) {
  // An answer about a permission stays in the cache of the page, so each answer is about a build of its own.
  const failed = aBuild({
    id: options.evidence ? 'seen' : 'unseen',
    verdict: 'failed',
    reason: 'No boot device: nothing answered at :8080',
    pinned: { by: 'user:default/ann', at: '2026-11-22T12:00:00.000Z' },
    runs: [run],
  });
  const listBuilds = jest.fn(async (_query?: ListBuildsQuery) => ({
    items: [failed],
  }));
  const api: Partial<AmiSmokeTestApi> = {
    listBuilds,
    screenshotUrl: async () => '/frame',
  };
  const permissions = mockApis.permission({
    authorize: options.evidence ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
  });
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [amiSmokeTestApiRef, api as AmiSmokeTestApi],
        [permissionApiRef, permissions],
      ]}
    >
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Resource',
          metadata: { name: 'Web-Base' },
          spec: { type: options.type ?? 'ami' },
        }}
      >
        <PagesProvider>
          <History />
        </PagesProvider>
      </EntityProvider>
    </TestApiProvider>,
    {
      routeEntries: [options.path ?? '/'],
      mountedRoutes: {
        '/ami-smoke-test': rootRouteRef,
        '/entity': entityContentRouteRef,
      },
    },
  );
  return { listBuilds };
}

/** How long a page may take to show something, in ms: the machine may be busy. */
const PATIENCE_MS = 20_000;

jest.setTimeout(2 * PATIENCE_MS);

beforeAll(() => {
  configure({ asyncUtilTimeout: PATIENCE_MS });
  global.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});

it('shows the pictures of a build as links to their moments', async () => {
  await renderHistory({ evidence: true });

  expect(
    await screen.findByRole('link', { name: 'Open the run after 9 s' }),
  ).toHaveAttribute('href', `/ami-smoke-test/runs/${run.id}?t=9`);
});

it('marks a build that is pinned', async () => {
  await renderHistory({ evidence: true });

  expect(
    await screen.findByRole('img', {
      name: 'Pinned by user:default/ann: kept, whatever its age',
    }),
  ).toBeInTheDocument();
});

it('says how far the boot came and what went wrong, and only once', async () => {
  await renderHistory({ evidence: true });

  const row = (await screen.findByTitle('No boot device')).closest(
    '[role="row"]',
  ) as HTMLElement;
  expect(
    screen.getByRole('columnheader', { name: 'Furthest stage, headline' }),
  ).toBeInTheDocument();
  expect(within(row).getByText('firmware')).toBeInTheDocument();
  expect(within(row).getByRole('img', { name: 'error' })).toBeInTheDocument();
  expect(within(row).getAllByText(/No boot device/)).toHaveLength(1);
  expect(
    within(row).getByRole('button', { name: 'Nothing answered at :8080' }),
  ).toBeInTheDocument();
});

it('offers the headlines that there are as filters, and keeps the one that the URL names', async () => {
  const { listBuilds } = await renderHistory({
    evidence: true,
    path: '/?furthestStage=firmware&category=boot-loader&finding=grub-rescue',
  });

  await screen.findByTitle('No boot device');
  expect(listBuilds.mock.calls.map(([query]) => query)).toContainEqual({
    entityRef: 'resource:default/web-base',
    furthestStage: 'firmware',
    category: 'boot-loader',
    finding: 'grub-rescue',
    limit: 25,
  });
  expect(screen.getByText('3 filters')).toBeInTheDocument();
  const button = screen.getByRole('button', { name: /Headline$/ });
  expect(button).toHaveTextContent('grub-rescue');
  fireEvent.click(button);
  expect(
    (await screen.findAllByRole('option')).map(one => one.textContent),
  ).toEqual(expect.arrayContaining(['any', 'No boot device', 'grub-rescue']));
});

it('shows no picture to who may not see them, and says which permission it takes', async () => {
  await renderHistory({ evidence: false });

  expect(await screen.findByTitle('No boot device')).toBeInTheDocument();
  expect(
    await screen.findByText(/ami-smoke-test\.evidence\.read/),
  ).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: /Open the run after/ })).toBeNull();
});

it('asks the backend for what the URL says, under the ref as the catalog writes it', async () => {
  const { listBuilds } = await renderHistory({
    evidence: true,
    path: '/?verdict=failed&cursor=abc',
  });

  await screen.findByTitle('No boot device');
  expect(listBuilds.mock.calls.map(([query]) => query)).toContainEqual({
    entityRef: 'resource:default/web-base',
    verdict: 'failed',
    cursor: 'abc',
    limit: 25,
  });
  expect(screen.getByText('1 filter')).toBeInTheDocument();
});

it('says what is missing on an entity that is no image family', async () => {
  await renderHistory({ evidence: true, type: 'database' });

  expect(
    (await screen.findAllByText(/ami-smoke-test\.io\/family/))[0],
  ).toBeInTheDocument();
});
