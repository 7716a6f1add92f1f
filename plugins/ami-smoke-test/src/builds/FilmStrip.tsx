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
import type { RunSummary } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from 'react-router-dom';
import { runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { formatDuration, Picture } from '../ui';
import styles from './FilmStrip.module.css';

/** A few small pictures of a boot, each of which opens its run at that moment. */
export function FilmStrip(props: {
  run: Pick<RunSummary, 'id' | 'filmStrip'>;
  family: string;
}) {
  const t = useTexts();
  const runHref = useRouteRef(runRouteRef);
  const { run, family } = props;
  if (run.filmStrip.length === 0) {
    return <span className={styles.none}>{t('builds.film.none')}</span>;
  }
  return (
    <ul className={styles.strip} aria-label={t('builds.film.label')}>
      {run.filmStrip.map(offsetMs => {
        const offset = formatDuration(offsetMs);
        return (
          <li key={offsetMs} className={styles.frame}>
            <Link
              className={styles.link}
              to={`${runHref({ runId: run.id })}?t=${offsetMs / 1000}`}
              aria-label={t('builds.film.open', { offset })}
              title={offset}
            >
              <Picture
                runId={run.id}
                family={family}
                offsetMs={offsetMs}
                size="thumbnail"
                alt=""
              />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The place of a film strip that is shown later. */
export function FilmPlace() {
  return <div className={styles.later} />;
}
