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
  BOOT_STAGES,
  type Headline,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Button, Select } from '@backstage/ui';
import { RiCloseLine } from '@remixicon/react';
import { useTexts } from '../translations/useTexts';
import styles from './FilterBar.module.css';
import {
  CATEGORIES,
  countFilters,
  PERIODS,
  type HistoryFilters,
} from './historyUrl';
import { ImageSearch } from './ImageSearch';
import type { HistoryNavigation } from './useHistoryView';

const VERDICTS = [
  'passed',
  'failed',
  'errored',
  'cancelled',
  'running',
] as const;
const TRIGGERS = ['packer', 'api', 'rerun'] as const;

/** The value of a filter that is not set. */
const ANY = 'any';

/**
 * What the history can be narrowed down to.
 *
 * @param props - `regions` that are known of, in any order and number; `headlines` that are known of, each once
 */
export function FilterBar(props: {
  navigation: HistoryNavigation;
  regions: string[];
  headlines: Headline[];
}) {
  const t = useTexts();
  const { view, setFilter, clearFilters } = props.navigation;
  const { filters } = view;
  const count = countFilters(filters);
  const regions = new Set(props.regions);
  if (filters.region) regions.add(filters.region);
  const headlines = new Map(
    props.headlines.map(({ id, title }) => [id, title]),
  );
  const { finding } = filters;
  if (finding && !headlines.has(finding)) headlines.set(finding, finding);

  const select = (
    name: keyof HistoryFilters,
    label: string,
    options: { value: string; label: string }[],
    any: string,
  ) => (
    <Select
      className={styles.select}
      size="small"
      label={label}
      options={[{ value: ANY, label: any }, ...options]}
      value={filters[name] ?? ANY}
      onChange={value =>
        setFilter(name, value === ANY ? undefined : String(value))
      }
    />
  );
  return (
    <div
      className={styles.bar}
      role="search"
      aria-label={t('history.filters.label')}
    >
      {select(
        'verdict',
        t('history.filters.verdict'),
        VERDICTS.map(value => ({ value, label: t(`ui.verdict.${value}`) })),
        t('history.filters.any'),
      )}
      {select(
        'region',
        t('history.filters.region'),
        [...regions].sort().map(value => ({ value, label: value })),
        t('history.filters.any'),
      )}
      {select(
        'trigger',
        t('history.filters.trigger'),
        TRIGGERS.map(value => ({ value, label: t(`ui.source.${value}`) })),
        t('history.filters.any'),
      )}
      {select(
        'since',
        t('history.filters.since'),
        (Object.keys(PERIODS) as (keyof typeof PERIODS)[]).map(value => ({
          value,
          label: t(`history.filters.periods.${value}`),
        })),
        t('history.filters.periods.all'),
      )}
      {select(
        'furthestStage',
        t('history.filters.furthestStage'),
        BOOT_STAGES.map(value => ({
          value,
          label: t(`ui.bootStage.${value}`),
        })),
        t('history.filters.any'),
      )}
      {select(
        'category',
        t('history.filters.category'),
        CATEGORIES.map(value => ({ value, label: t(`ui.category.${value}`) })),
        t('history.filters.any'),
      )}
      {select(
        'finding',
        t('history.filters.finding'),
        [...headlines].map(([value, label]) => ({ value, label })),
        t('history.filters.any'),
      )}
      <ImageSearch
        image={filters.image}
        onSearch={image => setFilter('image', image)}
      />
      {count > 0 && (
        <div className={styles.active} role="status">
          {t('history.filters.active', { count })}
          <Button
            size="small"
            variant="tertiary"
            iconStart={<RiCloseLine />}
            onPress={clearFilters}
          >
            {t('history.filters.clear')}
          </Button>
        </div>
      )}
    </div>
  );
}
