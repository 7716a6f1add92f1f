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
import type { AmiSmokeTestApi } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { configure, screen } from '@testing-library/react';
import { amiSmokeTestApiRef } from '../api';
import { PagesProvider } from '../data';
import { entityContentRouteRef, rootRouteRef } from '../routes';
import { LatestBuildCard } from './LatestBuildCard';

/** How long a page may take to show something, in ms: the machine may be busy. */
const PATIENCE_MS = 20_000;

jest.setTimeout(2 * PATIENCE_MS);

beforeAll(() => configure({ asyncUtilTimeout: PATIENCE_MS }));

async function renderCard(options: { withTab: boolean }) {
  const api: Partial<AmiSmokeTestApi> = {
    listBuilds: async () => ({ items: [] }),
  };
  await renderInTestApp(
    <TestApiProvider apis={[[amiSmokeTestApiRef, api as AmiSmokeTestApi]]}>
      <EntityProvider
        entity={{
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Resource',
          metadata: { name: 'web-base' },
          spec: { type: 'ami' },
        }}
      >
        <PagesProvider>
          <LatestBuildCard />
        </PagesProvider>
      </EntityProvider>
    </TestApiProvider>,
    {
      mountedRoutes: {
        '/ami-smoke-test': rootRouteRef,
        ...(options.withTab && { '/entity': entityContentRouteRef }),
      },
    },
  );
}

it('leads to the tab where the app has it', async () => {
  await renderCard({ withTab: true });

  expect(
    await screen.findByRole('link', { name: 'Show the lines' }),
  ).toHaveAttribute('href', '/entity');
  expect(screen.getByRole('link', { name: 'All smoke tests' })).toHaveAttribute(
    'href',
    '/entity',
  );
});

it('says itself how to begin where the app has no tab, and links to nothing', async () => {
  await renderCard({ withTab: false });

  expect(
    await screen.findByText(/ami-smoke-test test --family web-base/),
  ).toBeInTheDocument();
  expect(screen.queryByRole('link')).toBeNull();
});
