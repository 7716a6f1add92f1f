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
import type { ReaperFinding } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../translations/useTexts';
import { Instant } from '../ui';
import tables from '../ui/table.module.css';
import styles from './LedgerTable.module.css';
import { ResourceName } from './ResourceName';

const COLUMNS = [
  'kind',
  'resource',
  'action',
  'why',
  'region',
  'account',
  'seen',
] as const;

/** What EC2 gives ids like; what has none yet is known by its token, which leads nowhere. */
const EC2_ID = /^(i|key|vol|eni|sg)-[0-9a-f]+$/;

/** The findings, one a line; on a narrow screen a card, as in the ledger's table. */
export function ReaperTable(props: { findings: ReaperFinding[] }) {
  const t = useTexts();
  const column = (name: (typeof COLUMNS)[number]) =>
    t(`fleet.ledger.reaper.column.${name}`);
  return (
    <table className={`${tables.table} ${styles.table}`}>
      <thead>
        <tr>
          {COLUMNS.map(name => (
            <th key={name} scope="col">
              {column(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.findings.map(finding => (
          <tr key={finding.id}>
            <th scope="row" data-column={column('kind')}>
              {t(`fleet.ledger.kind.${finding.kind}`)}
            </th>
            <td data-column={column('resource')}>
              {EC2_ID.test(finding.resourceId) ? (
                <ResourceName resource={finding} />
              ) : (
                <span className={styles.resource}>{finding.resourceId}</span>
              )}
            </td>
            <td data-column={column('action')}>
              <span
                className={styles.state}
                data-state={finding.action}
                title={t(`fleet.ledger.reaper.actionMeaning.${finding.action}`)}
              >
                {t(`fleet.ledger.reaper.action.${finding.action}`)}
              </span>
            </td>
            <td data-column={column('why')}>
              {[finding.why, finding.detail].filter(Boolean).join('. ')}
            </td>
            <td data-column={column('region')}>{finding.region}</td>
            <td data-column={column('account')}>{finding.accountId}</td>
            <td data-column={column('seen')}>
              <Instant at={finding.lastSeenAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
