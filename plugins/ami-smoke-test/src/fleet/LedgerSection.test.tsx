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
  Ledger,
  ReaperFinding,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { renderInTestApp } from '@backstage/test-utils';
import { configure, screen, within } from '@testing-library/react';
import { rootRouteRef } from '../routes';
import { LedgerSection } from './LedgerSection';

/** How long a page may take to show something, in ms: the machine may be busy. */
const PATIENCE_MS = 20_000;

jest.setTimeout(2 * PATIENCE_MS);

beforeAll(() => configure({ asyncUtilTimeout: PATIENCE_MS }));

const PLACE = { accountId: '123456789012', region: 'eu-central-1' };
const AT = '2026-11-22T12:00:00.000Z';
const finding = (changes: Partial<ReaperFinding>): ReaperFinding => ({
  ...PLACE,
  id: changes.resourceId ?? 'finding',
  kind: 'instance',
  resourceId: 'i-0123456789abcdef0',
  why: 'The ledger does not know it, and it has no tag ami-smoke-test:expires-at',
  action: 'left',
  firstSeenAt: AT,
  lastSeenAt: AT,
  ...changes,
});

async function renderLedger(ledger: Partial<Ledger>) {
  await renderInTestApp(
    <LedgerSection
      allowed
      loading={false}
      ledger={{ items: [], findings: [], lookedAt: [], ...ledger }}
      error={undefined}
      onRetry={() => {}}
      families={[]}
    />,
    { mountedRoutes: { '/ami-smoke-test': rootRouteRef } },
  );
}

it('says what the reaper found, what became of it, and why', async () => {
  await renderLedger({
    findings: [
      finding({}),
      finding({
        kind: 'key-pair',
        resourceId: 'key-0123456789abcdef0',
        action: 'removed',
        why: 'Its run is finished',
        detail: 'EC2 has no key pair of this name',
      }),
      finding({ resourceId: 'a-token-0', action: 'removing' }),
    ],
    lookedAt: [
      { ...PLACE, at: AT },
      { ...PLACE, region: 'us-east-1', at: AT, trouble: 'Nobody may look' },
    ],
  });

  const [, left, removed, removing] = screen.getAllByRole('row');
  expect(left).toHaveTextContent(/Instance.*left to you.*no tag/);
  expect(
    within(left).getByRole('link', {
      name: 'i-0123456789abcdef0 in the AWS console',
    }),
  ).toHaveAttribute('href', expect.stringContaining('eu-central-1'));
  expect(removed).toHaveTextContent(
    /removed.*Its run is finished\. EC2 has no key pair of this name/,
  );
  expect(removing).toHaveTextContent(/a-token-0.*being removed/);
  expect(within(removing).queryByRole('link')).toBeNull();
  expect(
    screen.getByText(/^Looked into eu-central-1 of account 123456789012/),
  ).toBeInTheDocument();
  expect(
    screen.getByText(/^Could not look into us-east-1.*Nobody may look/),
  ).toBeInTheDocument();
});

it('says that there is nothing, and that nobody has looked', async () => {
  await renderLedger({});

  expect(
    screen.getByText('Nothing: everything that runs made is gone.'),
  ).toBeInTheDocument();
  expect(screen.getByText('Nothing.')).toBeInTheDocument();
  expect(screen.getByText('It has not looked yet.')).toBeInTheDocument();
  expect(screen.queryByRole('table')).toBeNull();
});
