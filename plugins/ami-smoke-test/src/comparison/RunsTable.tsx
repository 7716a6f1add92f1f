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
import type { ReactNode } from 'react';
import { runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { Instant, standingOf, VerdictBadge } from '../ui';
import { factsOf } from './facts';
import styles from './RunsTable.module.css';
import { type Side, type SideNames, SIDES } from './sides';

/** Both runs, fact by fact: what differs stands out, and what does not takes one line for all of it. */
export function RunsTable(props: {
  run: Run;
  other: Run | undefined;
  names: SideNames;
}) {
  const t = useTexts();
  const { run, other, names } = props;
  const runs: Record<Side, Run | undefined> = { here: run, there: other };
  const sides = SIDES.filter(side => runs[side]);
  const facts = factsOf(run, other);
  const same = facts.filter(fact => fact.same && fact.name !== 'image');
  const row = (
    name: string,
    cell: (one: Run, side: Side) => ReactNode,
    differs = false,
  ) => (
    <tr key={name} data-differs={differs}>
      <th scope="row">
        {name}
        {differs && (
          <span className={styles.differs}> ≠ {t('comparison.differs')}</span>
        )}
      </th>
      {sides.map(side => (
        <td key={side}>{cell(runs[side]!, side)}</td>
      ))}
    </tr>
  );
  return (
    <table className={styles.table} aria-label={t('comparison.facts')}>
      <thead>
        <tr>
          <td />
          {sides.map(side => (
            <th key={side} scope="col">
              <RunHead run={runs[side]!} name={names[side]} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {row(t('comparison.fact.reason'), one => one.reason ?? '–')}
        {facts
          .filter(fact => !same.includes(fact))
          .map(fact =>
            row(
              t(`comparison.fact.${fact.name}`),
              (_, side) => (
                <span className={styles.value}>
                  {fact[side] ?? t('comparison.unknown')}
                </span>
              ),
              fact.differs,
            ),
          )}
        {same.length > 0 && (
          <tr>
            <th scope="row">{t('comparison.same')}</th>
            <td colSpan={sides.length}>
              <ul className={styles.same}>
                {same.map(fact => (
                  <li key={fact.name}>
                    <span className={styles.name}>
                      {t(`comparison.fact.${fact.name}`)}
                    </span>{' '}
                    <span className={styles.value}>{fact.here}</span>
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function RunHead(props: { run: Run; name: string }) {
  const t = useTexts();
  const runRoute = useRouteRef(runRouteRef);
  const { run, name } = props;
  return (
    <span className={styles.head}>
      <span>{name}</span>
      <VerdictBadge standing={standingOf(run)} />
      <span className={styles.when}>
        <Instant at={run.createdAt} />
      </span>
      <Link
        href={runRoute({ runId: run.id })}
        variant="body-small"
        title={run.id}
        aria-label={`${t('comparison.open')}: ${name}`}
      >
        {t('comparison.open')}
      </Link>
    </span>
  );
}
