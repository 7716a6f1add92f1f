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
  type Build,
  buildReadPermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Link, Skeleton } from '@backstage/ui';
import { useParams } from 'react-router-dom';
import { troubleOf, useBuild, useLiveUpdates } from '../data';
import { rootRouteRef } from '../routes';
import { RunView } from '../run';
import { useTexts } from '../translations/useTexts';
import { ConnectionLost, TroubleView } from '../ui';
import styles from './BuildPage.module.css';
import { BuildSummary } from './BuildSummary';
import { RunCards } from './RunCards';

/**
 * One build; the address that the bridge prints. A build of one run shows that run in place, so that the link of a failing build
 * leads to the evidence.
 */
export function BuildPage() {
  const { buildId = '' } = useParams();
  const t = useTexts();
  const build = useBuild(buildId);

  if (build.data?.runs.length === 1) {
    const runId = build.data.runs[0].id;
    return (
      <div className={styles.page}>
        <RunView key={runId} runId={runId} />
      </div>
    );
  }
  if (build.data) {
    return (
      <>
        {build.error && <ConnectionLost since={build.dataUpdatedAt} />}
        <SeveralRuns build={build.data} />
      </>
    );
  }
  if (build.error) {
    return <NoBuild error={build.error} onRetry={() => build.refetch()} />;
  }
  return (
    <div role="status" aria-busy="true" aria-label={t('ui.loading')}>
      <div className={styles.page}>
        <Skeleton height={36} width="60%" />
        <Skeleton height={24} width="80%" />
        <Skeleton width="100%" height={72} />
        <Skeleton width="100%" height={320} />
      </div>
    </div>
  );
}

function NoBuild(props: { error: unknown; onRetry: () => void }) {
  const t = useTexts();
  const fleet = useRouteRef(rootRouteRef);
  return (
    <div className={styles.page}>
      <TroubleView
        what={t('build.what')}
        error={props.error}
        permission={buildReadPermission.name}
        onRetry={
          troubleOf(props.error) === 'not-found' ? undefined : props.onRetry
        }
      />
      <Link href={fleet()}>{t('build.toFleet')}</Link>
    </div>
  );
}

function SeveralRuns(props: { build: Build }) {
  const { build } = props;
  useLiveUpdates({
    buildId: build.id,
    runIds: build.runs.map(run => run.id),
  });
  return (
    <div className={styles.page}>
      <BuildSummary build={build} />
      <RunCards build={build} />
    </div>
  );
}
