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
import { Link } from '@backstage/ui';
import { imageUrl } from '../aws';
import { buildTimeToService, decidingRun, Why } from '../builds';
import { BuildPromotion } from '../promotion';
import { buildRouteRef } from '../routes';
import { BuildActions, Fact, Headline, Lineage, Pinned } from '../run/summary';
import { useTexts } from '../translations/useTexts';
import { between, formatDuration, Instant, Person, standingOf } from '../ui';
import styles from './BuildPage.module.css';

/** The top of a build's page: its verdict, why, and where its images come from. */
export function BuildSummary(props: { build: Build }) {
  const { build } = props;
  const t = useTexts();
  const buildRoute = useRouteRef(buildRouteRef);
  const untilVerdict = between(build.createdAt, build.verdictAt);
  const untilService = buildTimeToService(build);
  return (
    <header className={styles.top}>
      <Headline
        of={build}
        family={build.family}
        entityRef={build.entityRef}
        title={
          <span className={styles.runs}>
            {t('build.runs', { count: build.runs.length })}
          </span>
        }
        beside={<BuildPromotion build={build} />}
        actions={<BuildActions build={build} />}
      />
      <p className={styles.reason} data-standing={standingOf(build)}>
        {build.reason ? (
          <Why reason={build.reason} headline={decidingRun(build)?.headline} />
        ) : (
          t('build.running', {
            done: String(build.runs.filter(run => run.verdict).length),
            total: String(build.runs.length),
          })
        )}
      </p>
      <dl className={styles.facts}>
        <Fact name={t('run.summary.startedBy')}>
          <Person subject={build.createdBy} />
          <span className={styles.quiet}>
            <Instant at={build.createdAt} />
          </span>
        </Fact>
        <Fact name={t('build.verdictAfter')}>
          {untilVerdict === undefined ? '–' : formatDuration(untilVerdict)}
        </Fact>
        {untilService !== undefined && (
          <Fact name={t('build.slowest')}>{formatDuration(untilService)}</Fact>
        )}
        <Fact name={t('run.summary.profile')}>{build.profile}</Fact>
        {build.rerunOf && (
          <Fact name={t('run.summary.trigger')}>
            <Link href={buildRoute({ buildId: build.rerunOf })}>
              {t('run.summary.rerunOf')}
            </Link>
          </Fact>
        )}
        <Pinned build={build} />
        <Lineage
          build={build}
          sourceImageUrl={id => imageUrl(build.images[0].region, id)}
        />
      </dl>
    </header>
  );
}
