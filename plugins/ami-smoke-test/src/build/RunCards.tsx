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

import type {
  Build,
  RunSummary,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Text } from '@backstage/ui';
import { Link } from 'react-router-dom';
import { FilmStrip, timeToService, Why } from '../builds';
import { useMaySeeEvidence } from '../data';
import { runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { formatDuration, standingOf, VerdictBadge } from '../ui';
import { inOrderOfInterest } from './order';
import styles from './RunCards.module.css';

/** The runs of a build, those that want attention first. */
export function RunCards(props: { build: Build }) {
  const { build } = props;
  const t = useTexts();
  const evidence = useMaySeeEvidence(build.id);
  return (
    <section aria-labelledby="ami-smoke-test-runs">
      <Text as="h2" variant="title-x-small" id="ami-smoke-test-runs">
        {t('build.runsTitle')}
      </Text>
      <ul className={styles.cards}>
        {inOrderOfInterest(build.runs).map(run => (
          <RunCard
            key={run.id}
            run={run}
            family={build.family}
            withFilm={evidence.allowed}
          />
        ))}
      </ul>
    </section>
  );
}

function RunCard(props: {
  run: RunSummary;
  family: string;
  withFilm: boolean;
}) {
  const { run, family } = props;
  const t = useTexts();
  const runRoute = useRouteRef(runRouteRef);
  const service = timeToService(run);
  return (
    <li className={styles.card} data-standing={standingOf(run)}>
      <div className={styles.head}>
        <VerdictBadge standing={standingOf(run)} />
        <h3 className={styles.place}>
          <Link to={runRoute({ runId: run.id })}>
            {run.image.region} · {run.instanceType}
          </Link>
        </h3>
        <span className={styles.time}>
          {service === undefined
            ? !run.verdict && t(`ui.stage.${run.stage}`)
            : t('build.serviceAfter', { duration: formatDuration(service) })}
        </span>
      </div>
      <p className={styles.image}>{run.image.imageId}</p>
      {(run.reason || run.headline) && (
        <p className={styles.reason}>
          <Why reason={run.reason} headline={run.headline} />
        </p>
      )}
      {run.furthestStage && (
        <p className={styles.furthest}>
          {t('build.furthest', {
            stage: t(`ui.bootStage.${run.furthestStage}`),
          })}
        </p>
      )}
      {run.cleanup === 'leaked' && (
        <p className={styles.leak}>{t('ui.cleanup.leaked')}</p>
      )}
      {props.withFilm && <FilmStrip run={run} family={family} />}
    </li>
  );
}
