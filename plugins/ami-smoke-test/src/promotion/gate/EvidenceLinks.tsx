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

import type { GateEvidence } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import { runRouteRef } from '../../routes';
import { useTexts } from '../../translations/useTexts';
import { Instant, VerdictBadge } from '../../ui';
import styles from './EvidenceLinks.module.css';

/** The runs that something was decided by: where each ran, its verdict and how old that is; each the way to its pictures and log. */
export function EvidenceLinks(props: { evidence: GateEvidence[] }) {
  const t = useTexts();
  const runRoute = useRouteRef(runRouteRef);
  const { evidence } = props;
  if (evidence.length === 0) return null;
  return (
    <ul
      className={styles.runs}
      aria-label={t('promotion.gate.evidenceOf', { count: evidence.length })}
    >
      {evidence.map(run => (
        <li key={run.runId} className={styles.run}>
          <VerdictBadge standing={run.verdict} />
          <Link
            href={runRoute({ runId: run.runId })}
            title={run.headline?.title}
          >
            {run.profile} · {run.instanceType} · {run.image.region}
          </Link>
          <span className={styles.quiet}>
            <Instant at={run.at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
