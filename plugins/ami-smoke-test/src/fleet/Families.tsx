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
  Button,
  Flex,
  Text,
  useBreakpoint,
  VisuallyHidden,
} from '@backstage/ui';
import { useCallback, useDeferredValue, useMemo } from 'react';
import { useIsMine } from '../data';
import { useTexts } from '../translations/useTexts';
import { Empty } from '../ui';
import { FamilyCards } from './FamilyCards';
import { FamilyTable } from './FamilyTable';
import { FleetFilters } from './FleetFilters';
import { type FleetQuery, queryFleet } from './fleetQuery';
import { type FleetRow, regionsOf } from './fleetRows';
import type { ChangeFleetQuery } from './useFleetQuery';
import { useGrowingPage } from './useGrowingPage';

/** The families that the reader wants to see: a table where there is room, else cards. The filters answer before the rows do. */
export function Families(props: {
  rows: FleetRow[];
  query: FleetQuery;
  onChange: ChangeFleetQuery;
}) {
  const t = useTexts();
  const { rows, query, onChange } = props;
  const { up } = useBreakpoint();
  const isMine = useIsMine();
  const asked = useDeferredValue(query);
  const wanted = useMemo(
    () => queryFleet(rows, asked, isMine),
    [rows, asked, isMine],
  );
  const page = useGrowingPage(wanted, asked);
  const onSort = useCallback(
    (sort: FleetQuery['sort']) => onChange({ sort }),
    [onChange],
  );
  const List = up('lg') ? FamilyTable : FamilyCards;
  return (
    <Flex direction="column" gap="3">
      <VisuallyHidden>
        <Text as="h2">{t('fleet.families')}</Text>
      </VisuallyHidden>
      <FleetFilters
        query={query}
        regions={regionsOf(rows)}
        onChange={onChange}
      />
      <VisuallyHidden role="status">
        {t('fleet.filter.shown', { count: wanted.length })}
      </VisuallyHidden>
      {wanted.length > 0 ? (
        <List rows={page.items} sort={asked.sort} onSort={onSort} />
      ) : (
        <Empty title={t('fleet.filter.none')}>
          <Button
            variant="secondary"
            onPress={() =>
              onChange({
                text: '',
                state: undefined,
                region: undefined,
                mine: false,
              })
            }
          >
            {t('fleet.filter.clear')}
          </Button>
        </Empty>
      )}
      {page.left > 0 && (
        <Flex align="center" gap="3">
          <Button variant="secondary" onPress={page.grow}>
            {t('fleet.more', { count: Math.min(page.step, page.left) })}
          </Button>
          <Text variant="body-small" color="secondary">
            {t('fleet.shownOf', {
              shown: String(page.items.length),
              all: String(wanted.length),
            })}
          </Text>
        </Flex>
      )}
    </Flex>
  );
}
