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
import { timeToService } from '../../../builds';
import { useTexts } from '../../../translations/useTexts';
import { between, formatDuration } from '../../../ui';
import styles from './Facts.module.css';

const UNKNOWN = '–';

/** How long it took until the machine was on, its service answered, and the verdict was there. */
export function Times(props: { run: RunSummary }) {
  const { run } = props;
  const t = useTexts();
  const launched = between(run.createdAt, run.launchedAt);
  const finished = between(run.createdAt, run.finishedAt);
  const times = [
    {
      name: t('run.summary.onlineAfter'),
      ms: between(run.createdAt, run.onlineAt),
      note:
        launched !== undefined &&
        t('run.summary.launchedAfter', { duration: formatDuration(launched) }),
    },
    {
      name: t('run.summary.serviceAfter'),
      ms: timeToService(run),
      note: t(serviceNote(run)),
    },
    {
      name: t('run.summary.verdictAfter'),
      ms: between(run.createdAt, run.verdictAt),
      note:
        finished !== undefined &&
        t('run.summary.finishedAfter', { duration: formatDuration(finished) }),
    },
  ];
  return (
    <dl className={styles.times}>
      {times.map(({ name, ms, note }) => (
        <div key={name} className={styles.time}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.figure}>
            {ms === undefined ? UNKNOWN : formatDuration(ms)}
            {note && <span className={styles.note}>{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function serviceNote(run: RunSummary) {
  if (run.verdict === 'passed') return 'run.summary.sinceOnline';
  return run.verdict
    ? 'run.summary.neverAnswered'
    : 'run.summary.notAnsweredYet';
}
