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
  buildReadPermission,
  type Build,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Button, Skeleton } from '@backstage/ui';
import { RiFilmLine, RiFilterOffLine } from '@remixicon/react';
import { useState } from 'react';
import { FirstTest, regionsOf } from '../builds';
import { useBuilds, useLiveUpdates, useMaySeeEvidence } from '../data';
import type { BuildsOfEntity } from '../entity';
import { useTexts } from '../translations/useTexts';
import { ConnectionLost, Empty, TroubleView } from '../ui';
import { BuildTable } from './BuildTable';
import { TimeChart } from './chart';
import { ChartFrame } from './ChartFrame';
import { CompareBar } from './CompareBar';
import styles from './FamilyHistory.module.css';
import { FilterBar } from './FilterBar';
import { headlinesOf } from './headlines';
import { countFilters } from './historyUrl';
import { Pager } from './Pager';
import { TableSkeleton } from './TableSkeleton';
import { useAfter } from './useAfter';
import { useHistoryView } from './useHistoryView';

/** How many builds the chart shows. */
const CHART_LENGTH = 50;

/** About how high the chart is, in px. */
const CHART_HEIGHT = 188;

/** How many builds are shown before anything else is: about as many as there is room for. */
const FIRST_ROWS = 8;

/** Every build of a family: a chart of the last ones, and all of them as a table, page by page. */
export function FamilyHistory(props: {
  entityRef: string;
  family: string;
  of: BuildsOfEntity;
}) {
  const { entityRef, family, of } = props;
  const t = useTexts();
  const navigation = useHistoryView(of);
  const { view, query, clearFilters, goTo } = navigation;
  const page = useBuilds(query);
  const last = useBuilds({ ...of, limit: CHART_LENGTH });
  const [ticked, setTicked] = useState<Build[]>([]);
  const evidence = useMaySeeEvidence(page.data?.items[0]?.id);
  const isComplete = useAfter(page.data !== undefined);
  useLiveUpdates();

  const builds = page.data?.items ?? [];
  const lastBuilds = last.data?.items ?? [];
  const filtered = countFilters(view.filters) > 0;
  const untested =
    page.data !== undefined &&
    !page.isPlaceholderData &&
    builds.length === 0 &&
    !filtered &&
    view.trail.length === 0;

  if (untested) {
    return (
      <Empty
        title={t('history.empty.title', { family })}
        icon={<RiFilmLine size={32} aria-hidden />}
      >
        <FirstTest family={family} entityRef={entityRef} />
      </Empty>
    );
  }
  if (page.isError && page.data === undefined) {
    return (
      <TroubleView
        what={t('history.what')}
        error={page.error}
        permission={buildReadPermission.name}
        onRetry={() => (view.trail.length > 0 ? goTo([]) : void page.refetch())}
      />
    );
  }
  return (
    <div className={styles.history}>
      {page.isError && <ConnectionLost since={page.dataUpdatedAt} />}
      <ChartFrame>
        {isComplete && last.data ? (
          <TimeChart builds={lastBuilds} />
        ) : (
          <Skeleton width="100%" height={CHART_HEIGHT} />
        )}
      </ChartFrame>
      <FilterBar
        navigation={navigation}
        regions={[...lastBuilds, ...builds].flatMap(regionsOf)}
        headlines={headlinesOf([...lastBuilds, ...builds])}
      />
      <div
        className={styles.progress}
        data-busy={page.isPlaceholderData || undefined}
      />
      {page.data === undefined && <TableSkeleton />}
      {page.data !== undefined && builds.length === 0 && (
        <Empty
          title={
            filtered
              ? t('history.empty.filteredTitle')
              : t('history.empty.pageTitle')
          }
          icon={<RiFilterOffLine size={32} aria-hidden />}
        >
          {filtered && (
            <>
              <span>{t('history.empty.filteredHint')}</span>
              <Button variant="secondary" onPress={clearFilters}>
                {t('history.filters.clear')}
              </Button>
            </>
          )}
        </Empty>
      )}
      {builds.length > 0 && (
        <BuildTable
          builds={isComplete ? builds : builds.slice(0, FIRST_ROWS)}
          pictures={isComplete}
          busy={page.isPlaceholderData}
          evidence={evidence}
          ticked={ticked}
          onTick={setTicked}
        />
      )}
      {isComplete && (
        <Pager
          trail={view.trail}
          forgotten={view.forgotten}
          count={builds.length}
          nextCursor={page.data?.nextCursor}
          busy={page.isPlaceholderData}
          onMove={goTo}
        />
      )}
      <CompareBar ticked={ticked} onClear={() => setTicked([])} />
    </div>
  );
}
