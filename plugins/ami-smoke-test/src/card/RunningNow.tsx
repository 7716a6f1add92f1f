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
import { decidingRun } from '../builds';
import { buildRouteRef, runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { Instant, VerdictBadge } from '../ui';
import styles from './RunningNow.module.css';

/** What is being tested right now. @param props - `builds`: the newest first, at least one */
export function RunningNow(props: { builds: Build[] }) {
  const t = useTexts();
  const runHref = useRouteRef(runRouteRef);
  const buildHref = useRouteRef(buildRouteRef);
  const [build, ...others] = props.builds;
  const run = decidingRun(build);
  return (
    <div className={styles.running}>
      <VerdictBadge standing="running" />
      <Link
        variant="body-small"
        href={
          run ? runHref({ runId: run.id }) : buildHref({ buildId: build.id })
        }
      >
        {t('card.running', { stage: t(`ui.stage.${run?.stage ?? 'queued'}`) })}
      </Link>
      <Instant at={build.createdAt} />
      {others.length > 0 && (
        <span>{t('card.runningMore', { count: others.length })}</span>
      )}
    </div>
  );
}
