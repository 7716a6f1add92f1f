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

import type { FamilyOverview } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Link, Text } from '@backstage/ui';
import { decidingRun, FilmStrip, Why } from '../builds';
import { buildRouteRef, runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { Instant, standingOf, VerdictBadge } from '../ui';
import styles from './FamilyParts.module.css';
import type { FleetRow } from './fleetRows';
import { useEntityHref } from './useEntityHref';

/** The family's name, a link to its page in the catalog. */
export function FamilyName(props: { row: FleetRow }) {
  const entityHref = useEntityHref();
  return (
    <Link
      href={entityHref(props.row.entityRef)}
      weight="bold"
      standalone
      className={styles.name}
    >
      {props.row.family}
    </Link>
  );
}

/** Who owns the family, each a link. */
export function Owners(props: { owners: string[] }) {
  const t = useTexts();
  const entityHref = useEntityHref();
  if (props.owners.length === 0) {
    return <Text color="secondary">{t('fleet.noOwner')}</Text>;
  }
  return (
    <span className={styles.list}>
      {props.owners.map(owner => (
        <Link key={owner} href={entityHref(owner)} title={owner} standalone>
          {parseEntityRef(owner).name}
        </Link>
      ))}
    </span>
  );
}

/** The newest build's verdict, when and why; how to begin for a family that nobody tested. */
export function LatestVerdict(props: { row: FleetRow }) {
  const t = useTexts();
  const buildRoute = useRouteRef(buildRouteRef);
  const { row } = props;
  if (!row.overview) return <NeverTested row={row} />;
  const { latest } = row.overview;
  const headline = decidingRun(latest)?.headline;
  return (
    <div className={styles.latest}>
      <div className={styles.line}>
        <VerdictBadge standing={standingOf(latest)} />
        <Link
          href={buildRoute({ buildId: latest.id })}
          variant="body-small"
          color="secondary"
          aria-label={t('fleet.build', { family: row.family })}
        >
          {!latest.verdictAt && `${t('fleet.started')} `}
          <Instant at={latest.verdictAt ?? latest.createdAt} />
        </Link>
      </div>
      {(latest.reason || headline) && (
        <Text
          variant="body-small"
          color="secondary"
          className={styles.reason}
          title={latest.reason ?? headline?.title}
        >
          <Why reason={latest.reason} headline={headline} />
        </Text>
      )}
    </div>
  );
}

function NeverTested(props: { row: FleetRow }) {
  const t = useTexts();
  const entityHref = useEntityHref();
  return (
    <div className={styles.latest}>
      <div className={styles.line}>
        <VerdictBadge standing="none" />
        <Link variant="body-small" href={entityHref(props.row.entityRef)}>
          {t('fleet.never.link')}
        </Link>
      </div>
      <Text variant="body-small" color="secondary">
        {t('fleet.never.text')}
      </Text>
    </div>
  );
}

/** The newest verdict in each region, each a link to its run. */
export function RegionVerdicts(props: { overview?: FamilyOverview }) {
  const t = useTexts();
  const runRoute = useRouteRef(runRouteRef);
  return (
    <span className={styles.list}>
      {(props.overview?.regions ?? []).map(({ region, verdict, runId }) => (
        <Link
          key={region}
          href={runRoute({ runId })}
          standalone
          className={styles.region}
          data-verdict={verdict}
          variant="body-small"
        >
          <span className={styles.mark} aria-hidden />
          {t('fleet.runIn', { region, verdict: t(`ui.verdict.${verdict}`) })}
        </Link>
      ))}
    </span>
  );
}

/** How many builds are running, and how far the newest has come. */
export function Running(props: { row: FleetRow }) {
  const t = useTexts();
  const { running, overview } = props.row;
  if (!running || !overview) return <None />;
  const { latest } = overview;
  const stage =
    latest.status === 'running' ? decidingRun(latest)?.stage : undefined;
  return (
    <div className={styles.latest}>
      <Text variant="body-small">
        {t('fleet.runningCount', { count: running })}
      </Text>
      {stage && (
        <Text variant="body-small" color="info">
          {t(`ui.stage.${stage}`)}
        </Text>
      )}
    </div>
  );
}

/** An instant, or that there is none. */
export function Since(props: { at?: string }) {
  return props.at ? (
    <Text variant="body-small">
      <Instant at={props.at} />
    </Text>
  ) : (
    <None />
  );
}

/** A few screens of the newest build, for whoever may see them. */
export function Screens({ overview }: { overview?: FamilyOverview }) {
  const run = overview?.evidence ? decidingRun(overview.latest) : undefined;
  if (!overview || !run || run.filmStrip.length === 0) return null;
  return (
    <div className={styles.screens}>
      <FilmStrip run={run} family={overview.family} />
    </div>
  );
}

function None() {
  const t = useTexts();
  return (
    <Text variant="body-small" color="secondary">
      <span aria-hidden>–</span>
      <span className={styles.unseen}>{t('fleet.none')}</span>
    </Text>
  );
}
