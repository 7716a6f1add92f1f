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

import { Text } from '@backstage/ui';
import { memo, type ReactNode } from 'react';
import { useTexts } from '../translations/useTexts';
import styles from './FamilyCards.module.css';
import {
  FamilyName,
  LatestVerdict,
  Owners,
  RegionVerdicts,
  Running,
  Screens,
  Since,
} from './FamilyParts';
import type { FleetRow } from './fleetRows';

function Cards(props: { rows: FleetRow[] }) {
  const t = useTexts();
  return (
    <ul className={styles.cards} aria-label={t('fleet.families')}>
      {props.rows.map(row => (
        <li key={row.id} className={styles.card}>
          <div className={styles.head}>
            <Text as="h3" variant="body-medium">
              <FamilyName row={row} />
            </Text>
            <Owners owners={row.owners} />
          </div>
          <LatestVerdict row={row} />
          {row.overview && (
            <>
              <RegionVerdicts overview={row.overview} />
              <dl className={styles.facts}>
                {row.running > 0 && (
                  <Fact name={t('fleet.column.running')}>
                    <Running row={row} />
                  </Fact>
                )}
                {row.overview.failingSince && (
                  <Fact name={t('fleet.column.failingSince')}>
                    <Since at={row.overview.failingSince} />
                  </Fact>
                )}
                <Fact name={t('fleet.column.lastPassed')}>
                  <Since at={row.overview.lastPassedAt} />
                </Fact>
              </dl>
              <Screens overview={row.overview} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The families as cards, where a table would be too narrow. */
export const FamilyCards = memo(Cards);

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className={styles.term}>{props.name}</dt>
      <dd className={styles.value}>{props.children}</dd>
    </div>
  );
}
