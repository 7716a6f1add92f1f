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
  Cell,
  Column,
  Row,
  TableBody,
  TableHeader,
  TableRoot,
  useBreakpoint,
} from '@backstage/ui';
import { memo } from 'react';
import { useTexts } from '../translations/useTexts';
import {
  FamilyName,
  LatestVerdict,
  Owners,
  RegionVerdicts,
  Running,
  Screens,
  Since,
} from './FamilyParts';
import styles from './FamilyTable.module.css';
import { FLEET_COLUMNS, type FleetQuery } from './fleetQuery';
import type { FleetRow } from './fleetRows';

function Table(props: {
  rows: FleetRow[];
  sort: FleetQuery['sort'];
  onSort: (sort: FleetQuery['sort']) => void;
}) {
  const t = useTexts();
  const { rows, sort, onSort } = props;
  const withScreens = useBreakpoint().up('xl');
  return (
    <div className={styles.scroller}>
      <TableRoot
        aria-label={t('fleet.families')}
        className={styles.table}
        sortDescriptor={
          sort && {
            column: sort.column,
            direction: sort.descending ? 'descending' : 'ascending',
          }
        }
        onSortChange={({ column, direction }) => {
          const wanted = FLEET_COLUMNS.find(known => known === column);
          onSort(
            wanted && {
              column: wanted,
              descending: direction === 'descending',
            },
          );
        }}
      >
        <TableHeader>
          <Column id="family" isRowHeader allowsSorting>
            {t('fleet.column.family')}
          </Column>
          <Column id="owner" allowsSorting>
            {t('fleet.column.owner')}
          </Column>
          <Column id="latest" allowsSorting>
            {t('fleet.column.latest')}
          </Column>
          <Column id="regions">{t('fleet.column.regions')}</Column>
          <Column id="running" allowsSorting>
            {t('fleet.column.running')}
          </Column>
          <Column id="failingSince" allowsSorting>
            {t('fleet.column.failingSince')}
          </Column>
          <Column id="lastPassed" allowsSorting>
            {t('fleet.column.lastPassed')}
          </Column>
          {withScreens && (
            <Column id="screens">{t('fleet.column.screens')}</Column>
          )}
        </TableHeader>
        <TableBody items={rows} dependencies={[withScreens]}>
          {row => (
            <Row id={row.id}>
              <Cell>
                <FamilyName row={row} />
              </Cell>
              <Cell>
                <Owners owners={row.owners} />
              </Cell>
              <Cell>
                <LatestVerdict row={row} />
              </Cell>
              <Cell>
                <RegionVerdicts overview={row.overview} />
              </Cell>
              <Cell>
                <Running row={row} />
              </Cell>
              <Cell>
                <Since at={row.overview?.failingSince} />
              </Cell>
              <Cell>
                <Since at={row.overview?.lastPassedAt} />
              </Cell>
              {withScreens && (
                <Cell>
                  <Screens overview={row.overview} />
                </Cell>
              )}
            </Row>
          )}
        </TableBody>
      </TableRoot>
    </div>
  );
}

/** The families as a table, sorted as the reader likes. */
export const FamilyTable = memo(Table);
