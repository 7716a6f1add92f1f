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

import type { LedgerEntry } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import { runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { Instant } from '../ui';
import tables from '../ui/table.module.css';
import styles from './LedgerTable.module.css';
import { ResourceName } from './ResourceName';

const COLUMNS = [
  'kind',
  'resource',
  'state',
  'region',
  'account',
  'since',
  'run',
] as const;

/** The resources, one a line. On a narrow screen each line is a card: the cells carry the names of their columns. */
export function LedgerTable(props: {
  entries: LedgerEntry[];
  familyOfRun: Map<string, string>;
}) {
  const t = useTexts();
  const runRoute = useRouteRef(runRouteRef);
  const { entries, familyOfRun } = props;
  const column = (name: Parameters<typeof columnKey>[0]) => t(columnKey(name));
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
        {entries.map(entry => (
          <tr key={entry.id}>
            <th scope="row" data-column={column('kind')}>
              {t(`fleet.ledger.kind.${entry.kind}`)}
            </th>
            <td data-column={column('resource')}>
              <ResourceName resource={entry} />
            </td>
            <td data-column={column('state')}>
              <span
                className={styles.state}
                data-state={entry.state}
                title={t(`fleet.ledger.stateMeaning.${entry.state}`)}
              >
                {t(`fleet.ledger.state.${entry.state}`)}
              </span>
            </td>
            <td data-column={column('region')}>{entry.region}</td>
            <td data-column={column('account')}>{entry.accountId}</td>
            <td data-column={column('since')}>
              <Instant at={entry.intendedAt} />
            </td>
            <td data-column={column('run')}>
              <Link
                href={runRoute({ runId: entry.runId })}
                variant="body-small"
                title={entry.runId}
              >
                {familyOfRun.get(entry.runId)} {entry.runId.slice(0, 8)}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function columnKey(name: (typeof COLUMNS)[number]) {
  return `fleet.ledger.column.${name}` as const;
}
