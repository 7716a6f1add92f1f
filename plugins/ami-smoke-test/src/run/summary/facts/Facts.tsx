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
import { Link } from '@backstage/ui';
import { imageUrl, instanceUrl, s3FolderUrl } from '../../../aws';
import { buildRouteRef } from '../../../routes';
import { useTexts } from '../../../translations/useTexts';
import { CopyButton, Instant, Person } from '../../../ui';
import { CleanupProof } from './CleanupProof';
import { Fact } from './Fact';
import styles from './Facts.module.css';
import { Lineage } from './Lineage';
import { Outside } from './Outside';
import { Pinned } from './Pinned';

/** What was tested, where, by whom, and what is left of it. */
export function Facts(props: { run: Run }) {
  const { run } = props;
  const { build, image } = run;
  const t = useTexts();
  const buildRoute = useRouteRef(buildRouteRef);
  return (
    <dl className={styles.facts}>
      <Fact name={t('run.summary.instance')}>
        {run.instanceType}
        {run.instanceId && (
          <>
            {' · '}
            <Outside
              url={instanceUrl(image.region, run.instanceId)}
              text={run.instanceId}
            />
          </>
        )}
      </Fact>
      <Fact name={t('run.summary.place')}>
        {run.availabilityZone ?? image.region}
        <span className={styles.quiet}>
          {t('run.summary.account', { account: image.accountId })}
        </span>
      </Fact>
      <Fact name={t('run.summary.profile')}>{run.profile}</Fact>
      <Fact name={t('run.summary.startedBy')}>
        <Person subject={build.createdBy} />
        <span className={styles.quiet}>
          <Instant at={run.createdAt} />
        </span>
      </Fact>
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
        sourceImageUrl={id => imageUrl(image.region, id)}
      />
      {run.archive && (
        <Fact name={t('run.summary.archive')}>
          <span className={styles.withButton}>
            <span className={styles.cut} title={run.archive}>
              <Outside
                url={s3FolderUrl(image.region, run.archive)}
                text={run.archive}
              />
            </span>
            <CopyButton
              what={t('run.summary.archiveAddress')}
              text={run.archive}
            />
          </span>
        </Fact>
      )}
      <Fact name={t('run.summary.cleanup')}>
        <CleanupProof run={run} />
      </Fact>
    </dl>
  );
}
