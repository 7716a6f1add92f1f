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
import { Text } from '@backstage/ui';
import { reasonBeyond } from '../../builds';
import { BuildPromotion } from '../../promotion';
import { useTexts } from '../../translations/useTexts';
import { CopyButton, Instant, Person, standingOf } from '../../ui';
import { RunActions } from './actions/Actions';
import { Activity } from './Activity';
import { Times } from './facts/Times';
import { Headline } from './Headline';
import { Leak } from './Leak';
import { SiblingRuns } from './SiblingRuns';
import styles from './WhatHappened.module.css';

/**
 * The top of a run's page: the verdict, why, how long it took, and what can be done. It is low, so that the evidence below is
 * seen without scrolling; the facts stand below that.
 */
export function WhatHappened(props: { run: Run }) {
  const { run } = props;
  const t = useTexts();
  const isRunning = run.stage !== 'finished';
  // The diagnosis below begins with its headline.
  const reason = reasonBeyond(run.headline, run.reason);
  return (
    <header className={styles.top}>
      <Headline
        of={run}
        family={run.family}
        entityRef={run.build.entityRef}
        title={<span className={styles.image}>{run.image.imageId}</span>}
        beside={
          <>
            <CopyButton
              what={t('run.summary.imageId')}
              text={run.image.imageId}
            />
            <BuildPromotion build={run.build} />
          </>
        }
        actions={<RunActions run={run} />}
      />
      <div className={styles.story}>
        <div className={styles.why}>
          {reason && (
            <p
              className={run.headline ? styles.rest : styles.reason}
              data-standing={standingOf(run)}
            >
              {reason}
            </p>
          )}
          {isRunning && (
            <p className={reason ? styles.activity : styles.reason}>
              <Activity run={run} />
            </p>
          )}
          <p className={styles.activity}>
            {run.instanceType} · {run.availabilityZone ?? run.image.region} ·{' '}
            {run.profile} · <Person subject={run.build.createdBy} /> ·{' '}
            <Instant at={run.createdAt} />
          </p>
        </div>
        <Times run={run} />
      </div>
      <SiblingRuns run={run} />
      {run.cleanup === 'leaked' && <Leak resources={run.resources} />}
      {run.notices.length > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('run.summary.noticesBelow', { count: run.notices.length })}
        </Text>
      )}
    </header>
  );
}
