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

import { buildReadPermission } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Entity } from '@backstage/catalog-model';
import { Alert, Flex, Skeleton } from '@backstage/ui';
import { lazy, Suspense, useMemo } from 'react';
import {
  useFamilies,
  useFamilyEntities,
  useLedger,
  useLiveUpdates,
  useMayReadLedger,
} from '../data';
import { useTexts } from '../translations/useTexts';
import { ConnectionLost, TroubleView } from '../ui';
import { EmptyFleet } from './EmptyFleet';
import { Families } from './Families';
import styles from './FleetPage.module.css';
import { fleetCounts, fleetRows } from './fleetRows';
import { FleetSummary } from './FleetSummary';
import { LedgerSection } from './LedgerSection';
import { useFleetQuery } from './useFleetQuery';

const FleetChannels = lazy(() =>
  import('../promotion/fleet').then(m => ({ default: m.FleetChannels })),
);

const NO_ENTITIES: Entity[] = [];

/** Every image family, how it stands, and what is in AWS because of us. */
export function FleetPage() {
  const t = useTexts();
  useLiveUpdates();
  const families = useFamilies();
  const entities = useFamilyEntities();
  const mayReadLedger = useMayReadLedger();
  const ledger = useLedger({ enabled: mayReadLedger.allowed });
  const [query, change] = useFleetQuery();

  const tested = families.data?.items;
  const known = entities.data ?? NO_ENTITIES;
  const rows = useMemo(
    () => tested && fleetRows(tested, known),
    [tested, known],
  );

  if (families.isError && !tested) {
    return (
      <div className={styles.page}>
        <TroubleView
          what={t('fleet.what')}
          error={families.error}
          permission={buildReadPermission.name}
          onRetry={() => families.refetch()}
        />
      </div>
    );
  }
  if (!rows || entities.isPending) {
    return (
      <Flex direction="column" gap="4" className={styles.page}>
        <Skeleton width="100%" height={72} />
        <Skeleton height={32} width="50%" />
        <Skeleton width="100%" height={420} />
      </Flex>
    );
  }
  const resources = ledger.data?.items.length;
  const onlyLedger = query.state === 'resources';
  return (
    <Flex direction="column" gap="5" className={styles.page}>
      {families.isError && <ConnectionLost since={families.dataUpdatedAt} />}
      {entities.isError && (
        <Alert
          status="warning"
          icon
          title={t('fleet.catalog.title')}
          description={t('fleet.catalog.text')}
        />
      )}
      {rows.length === 0 ? (
        <EmptyFleet />
      ) : (
        <>
          <FleetSummary
            counts={fleetCounts(rows)}
            resources={resources}
            state={query.state}
            onChange={state => change({ state })}
          />
          {!onlyLedger && (
            <Families rows={rows} query={query} onChange={change} />
          )}
        </>
      )}
      {!onlyLedger && rows.length > 0 && (
        <Suspense fallback={null}>
          <FleetChannels />
        </Suspense>
      )}
      <LedgerSection
        allowed={!mayReadLedger.refused}
        loading={mayReadLedger.loading || ledger.isLoading}
        ledger={ledger.data}
        error={ledger.data ? undefined : ledger.error ?? mayReadLedger.error}
        onRetry={() =>
          mayReadLedger.allowed ? ledger.refetch() : mayReadLedger.retry()
        }
        families={tested ?? []}
      />
    </Flex>
  );
}
