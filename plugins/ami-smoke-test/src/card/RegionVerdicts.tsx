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
import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from 'react-router-dom';
import { verdictsByRegion } from '../builds';
import { runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { standingOf, VerdictBadge } from '../ui';
import styles from './RegionVerdicts.module.css';

/** How a build went in each of its regions, each with a link to the run that decided there. */
export function RegionVerdicts(props: { build: Build }) {
  const t = useTexts();
  const runHref = useRouteRef(runRouteRef);
  return (
    <ul className={styles.regions} aria-label={t('card.regions')}>
      {verdictsByRegion(props.build).map(({ region, verdict, run }) => {
        const standing = standingOf({ verdict });
        return (
          <li key={region}>
            <Link
              className={styles.region}
              to={runHref({ runId: run.id })}
              aria-label={t('card.region', {
                region,
                verdict: t(`ui.verdict.${standing}`),
              })}
            >
              {region}
              <VerdictBadge standing={standing} />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
