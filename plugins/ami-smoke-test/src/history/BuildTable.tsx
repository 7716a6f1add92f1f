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
  evidenceReadPermission,
  type Build,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Text, VisuallyHidden } from '@backstage/ui';
import type { Permitted } from '../data';
import { useTexts } from '../translations/useTexts';
import { TroubleView } from '../ui';
import { BuildRow } from './BuildRow';
import styles from './BuildTable.module.css';

/** How many builds can be compared. */
const COMPARED = 2;

/**
 * A page of builds, one row each; where there is little room each row becomes a card, so it is
 * laid out as a grid and has the roles of a table.
 *
 * @param props - `pictures`: it is their turn; `evidence`: whether the reader may see those of this family
 */
export function BuildTable(props: {
  builds: Build[];
  pictures: boolean;
  busy: boolean;
  evidence: Permitted;
  ticked: Build[];
  onTick: (ticked: Build[]) => void;
}) {
  const t = useTexts();
  const { builds, pictures, busy, evidence, ticked, onTick } = props;
  const hidden = evidence.refused;
  const isTicked = (build: Build) => ticked.some(({ id }) => id === build.id);
  return (
    <>
      {hidden && (
        <Text variant="body-small" color="secondary">
          {t('history.evidenceHidden', {
            permission: evidenceReadPermission.name,
          })}
        </Text>
      )}
      {Boolean(evidence.error) && (
        <TroubleView
          what={t('ui.evidence.what')}
          error={evidence.error}
          onRetry={evidence.retry}
        />
      )}
      <div
        className={styles.table}
        role="table"
        aria-label={t('history.builds')}
        aria-busy={busy}
        data-pictures={!hidden}
      >
        <div role="rowgroup">
          <div role="row" className={styles.head}>
            <Head>
              <VisuallyHidden>{t('history.columns.tick')}</VisuallyHidden>
            </Head>
            <Head>{t('history.columns.verdict')}</Head>
            <Head>{t('history.columns.image')}</Head>
            <Head>{t('history.columns.diagnosis')}</Head>
            {!hidden && <Head>{t('history.columns.film')}</Head>}
            <Head>{t('history.columns.started')}</Head>
            <Head>{t('history.columns.duration')}</Head>
            <Head>{t('history.columns.timeToService')}</Head>
          </div>
        </div>
        <div role="rowgroup">
          {builds.map(build => (
            <BuildRow
              key={build.id}
              build={build}
              pictures={pictures && evidence.allowed}
              pictureColumn={!hidden}
              ticked={isTicked(build)}
              tickable={isTicked(build) || ticked.length < COMPARED}
              onTick={on =>
                onTick(
                  on
                    ? [...ticked, build]
                    : ticked.filter(({ id }) => id !== build.id),
                )
              }
            />
          ))}
        </div>
      </div>
    </>
  );
}

function Head(props: { children: React.ReactNode }) {
  return (
    <div role="columnheader" className={styles.headCell}>
      {props.children}
    </div>
  );
}
