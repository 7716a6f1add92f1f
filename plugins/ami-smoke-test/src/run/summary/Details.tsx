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
  LedgerEntry,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Text } from '@backstage/ui';
import { resourceUrl } from '../../aws';
import { useTexts } from '../../translations/useTexts';
import { between, formatDuration, Instant } from '../../ui';
import styles from './Details.module.css';
import { Outside } from './facts/Outside';

/** What went wrong on the way, the stages with their times, and what the run made in AWS. */
export function Details(props: { run: Run }) {
  const { run } = props;
  const t = useTexts();
  return (
    <section
      className={styles.section}
      aria-labelledby="ami-smoke-test-details"
    >
      <Text as="h2" variant="title-x-small" id="ami-smoke-test-details">
        {t('run.summary.details')}
      </Text>
      {run.notices.length > 0 && (
        <div>
          <Text as="h3" variant="body-medium" weight="bold">
            {t('run.summary.notices')}
          </Text>
          <ul className={styles.notices}>
            {run.notices.map(notice => (
              <li key={`${notice.at} ${notice.message}`}>
                {notice.message}{' '}
                <span className={styles.quiet}>
                  <Instant at={notice.at} form="full" />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={styles.columns}>
        <Stages run={run} />
        <Resources resources={run.resources} />
      </div>
    </section>
  );
}

function Stages(props: { run: Run }) {
  const { stages, createdAt } = props.run;
  const t = useTexts();
  return (
    <div>
      <Text
        as="h3"
        variant="body-medium"
        weight="bold"
        id="ami-smoke-test-stages"
      >
        {t('run.summary.stages')}
      </Text>
      <div className={styles.scroll}>
        <table className={styles.table} aria-labelledby="ami-smoke-test-stages">
          <thead>
            <tr>
              <th scope="col">{t('run.summary.stage')}</th>
              <th scope="col">{t('run.summary.stageAfter')}</th>
              <th scope="col">{t('run.summary.stageTook')}</th>
              <th scope="col">{t('run.summary.stageAt')}</th>
            </tr>
          </thead>
          <tbody>
            {stages.map((entry, index) => (
              <tr key={`${entry.stage} ${entry.at}`}>
                <td>{t(`ui.stage.${entry.stage}`)}</td>
                <td>{formatDuration(between(createdAt, entry.at) ?? 0)}</td>
                <td>{tookOf(entry.at, stages[index + 1]?.at)}</td>
                <td>
                  <Instant at={entry.at} form="full" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function tookOf(from: string, to: string | undefined): string {
  const ms = between(from, to);
  return ms === undefined ? '' : formatDuration(ms);
}

function Resources(props: { resources: LedgerEntry[] }) {
  const t = useTexts();
  return (
    <div>
      <Text
        as="h3"
        variant="body-medium"
        weight="bold"
        id="ami-smoke-test-made"
      >
        {t('run.summary.resources')}
      </Text>
      {props.resources.length === 0 ? (
        <Text as="p" color="secondary">
          {t('run.summary.noResources')}
        </Text>
      ) : (
        <div className={styles.scroll}>
          <table className={styles.table} aria-labelledby="ami-smoke-test-made">
            <thead>
              <tr>
                <th scope="col">{t('run.summary.resourceKind')}</th>
                <th scope="col">{t('run.summary.resourceId')}</th>
                <th scope="col">{t('run.summary.resourceState')}</th>
                <th scope="col">{t('run.summary.resourceProof')}</th>
              </tr>
            </thead>
            <tbody>
              {props.resources.map(resource => (
                <tr key={resource.id}>
                  <td>{t(`run.summary.resource.${resource.kind}`)}</td>
                  <td className={styles.code}>
                    <Outside
                      url={resourceUrl(resource)}
                      text={resource.resourceId ?? '?'}
                    />
                  </td>
                  <td>{t(`run.summary.state.${resource.state}`)}</td>
                  <td>
                    {resource.proof}
                    {resource.goneAt && (
                      <span className={styles.quiet}>
                        {' '}
                        <Instant at={resource.goneAt} form="full" />
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
