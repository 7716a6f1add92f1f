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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from 'react-router-dom';
import { buildRouteRef, runRouteRef } from '../../routes';
import { useTexts } from '../../translations/useTexts';
import { standingOf, VerdictBadge } from '../../ui';
import styles from './SiblingRuns.module.css';

/** The runs of the same build, to switch between; nothing when there is one. */
export function SiblingRuns(props: { run: Run }) {
  const { run } = props;
  const t = useTexts();
  const runRoute = useRouteRef(runRouteRef);
  const buildRoute = useRouteRef(buildRouteRef);
  if (run.build.runs.length < 2) return null;
  return (
    <nav className={styles.siblings} aria-label={t('run.summary.siblings')}>
      <Link
        className={styles.sibling}
        to={buildRoute({ buildId: run.buildId })}
      >
        {t('run.summary.wholeBuild', { count: run.build.runs.length })}
      </Link>
      {run.build.runs.map(sibling => (
        <Link
          key={sibling.id}
          className={styles.sibling}
          to={runRoute({ runId: sibling.id })}
          aria-current={sibling.id === run.id ? 'page' : undefined}
        >
          <VerdictBadge standing={standingOf(sibling)} />
          {sibling.image.region} · {sibling.instanceType}
        </Link>
      ))}
    </nav>
  );
}
