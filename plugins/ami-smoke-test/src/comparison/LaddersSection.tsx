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
import { Flex, Text } from '@backstage/ui';
import { type Texts, useTexts } from '../translations/useTexts';
import { formatDuration } from '../ui';
import styles from './LaddersSection.module.css';
import { type RungState, type RungTimes, rungTimes } from './rungTimes';
import { type SideNames, SIDES } from './sides';
import tables from '../ui/table.module.css';

/** How far both boots came, and rung by rung how much later this one was there. */
export function LaddersSection(props: {
  run: Run;
  other: Run;
  names: SideNames;
}) {
  const t = useTexts();
  const { run, other, names } = props;
  const rungs = rungTimes(run, other);
  return (
    <Flex direction="column" gap="3">
      <Text as="h2" variant="title-x-small" weight="bold">
        {t('comparison.ladders.title')}
      </Text>
      {rungs.length === 0 ? (
        <Text color="secondary">{t('comparison.ladders.none')}</Text>
      ) : (
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{t('comparison.ladders.rung')}</th>
              {SIDES.map(side => (
                <th key={side} scope="col">
                  {names[side]}
                </th>
              ))}
              <th scope="col">{t('comparison.ladders.difference')}</th>
            </tr>
          </thead>
          <tbody>
            {rungs.map(times => (
              <tr key={times.rung}>
                <th scope="row">{nameOf(t, times.rung)}</th>
                {SIDES.map(side => (
                  <td
                    key={side}
                    className={styles.rung}
                    data-kind={times[side].kind}
                  >
                    {stateInWords(t, times[side])}
                  </td>
                ))}
                <td>
                  {differenceInWords(t, times)}
                  {times.lostMs !== undefined && (
                    <span className={styles.lost}>
                      {t('comparison.ladders.lost', {
                        duration: formatDuration(times.lostMs),
                      })}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Flex>
  );
}

function nameOf(t: Texts, rung: RungTimes['rung']): string {
  return rung === 'service'
    ? t('comparison.ladders.service')
    : t(`ui.bootStage.${rung}`);
}

function stateInWords(t: Texts, state: RungState): string {
  if (state.kind !== 'reached') return t(`comparison.ladders.${state.kind}`);
  return state.atMs === undefined
    ? t('comparison.ladders.reached')
    : t('comparison.ladders.after', { offset: formatDuration(state.atMs) });
}

function differenceInWords(t: Texts, times: RungTimes): string {
  const { difference, here, there } = times;
  switch (difference.kind) {
    case 'longer':
      return t('comparison.ladders.later', {
        duration: formatDuration(difference.ms),
      });
    case 'shorter':
      return t('comparison.ladders.earlier', {
        duration: formatDuration(difference.ms),
      });
    case 'same':
      return t('comparison.ladders.same');
    default:
      return here.kind === there.kind ? '–' : t('comparison.ladders.onlyOne');
  }
}
