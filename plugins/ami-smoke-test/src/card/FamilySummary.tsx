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
import { ButtonLink, Link, Text } from '@backstage/ui';
import { RiLayoutColumnLine, RiPlayLine } from '@remixicon/react';
import { budgetOf, decidingRun, FilmStrip, regionsOf, Why } from '../builds';
import { useMaySeeEvidence } from '../data';
import { buildRouteRef, comparisonRouteRef, runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { CopyButton, Instant, standingOf, VerdictBadge } from '../ui';
import styles from './FamilySummary.module.css';
import { RegionVerdicts } from './RegionVerdicts';
import { RunningNow } from './RunningNow';
import { familyStanding } from './standing';
import { TimeToService } from './TimeToService';

/**
 * How a family stands: what is running, the newest verdict with its reason and pictures, and how long the service takes.
 *
 * @param props - `builds`: the last ones, the newest first, at least one; `more`: there are older ones
 */
export function FamilySummary(props: { builds: Build[]; more: boolean }) {
  const t = useTexts();
  const runHref = useRouteRef(runRouteRef);
  const comparisonHref = useRouteRef(comparisonRouteRef);
  const buildHref = useRouteRef(buildRouteRef);
  const { builds, more } = props;
  const { decided, running, failing, timesMs } = familyStanding(builds, {
    more,
  });
  const shown = decided ?? builds[0];
  const run = decidingRun(shown);
  const evidence = useMaySeeEvidence(shown.id);
  const [image, ...otherImages] = shown.images;
  const reason = decided?.verdict === 'passed' ? undefined : decided?.reason;

  return (
    <div className={styles.summary}>
      {running.length > 0 && <RunningNow builds={running} />}
      {decided && (
        <div className={styles.verdict}>
          <VerdictBadge standing={standingOf(decided)} size="large" />
          <Text color="secondary">
            <Instant at={decided.verdictAt ?? decided.createdAt} />
          </Text>
        </div>
      )}
      {decided && (run?.headline || decided.verdict !== 'passed') && (
        <Text as="p">
          <Why reason={reason} headline={run?.headline} />
        </Text>
      )}
      {failing && (
        <Text as="p" variant="body-small" className={styles.failing}>
          {failing.atLeast
            ? t('card.failingAtLeast', { count: failing.builds })
            : t('card.failing', { count: failing.builds })}{' '}
          <Link
            variant="body-small"
            href={buildHref({ buildId: failing.since.id })}
          >
            <Instant at={failing.since.verdictAt ?? failing.since.createdAt} />
          </Link>
        </Text>
      )}
      {image && (
        <div className={styles.image}>
          <code className={styles.id}>{image.imageId}</code>
          <CopyButton what={t('card.imageId')} text={image.imageId} />
          {otherImages.length > 0
            ? t('card.moreImages', { count: otherImages.length })
            : image.region}
        </div>
      )}
      {regionsOf(shown).length > 1 && <RegionVerdicts build={shown} />}
      {run && evidence.allowed && run.filmStrip.length > 0 && (
        <div className={styles.film}>
          <FilmStrip run={run} family={shown.family} />
        </div>
      )}
      <TimeToService
        timesMs={timesMs}
        isLatest={decided?.verdict === 'passed'}
        budgetMs={budgetOf(builds)}
      />
      {run && (
        <div className={styles.actions}>
          <ButtonLink
            size="small"
            variant="secondary"
            iconStart={<RiPlayLine />}
            href={runHref({ runId: run.id })}
          >
            {t('card.open')}
          </ButtonLink>
          {decided?.verdict === 'failed' && (
            <ButtonLink
              size="small"
              variant="tertiary"
              iconStart={<RiLayoutColumnLine />}
              href={comparisonHref({ runId: run.id })}
            >
              {t('card.compare')}
            </ButtonLink>
          )}
        </div>
      )}
    </div>
  );
}
