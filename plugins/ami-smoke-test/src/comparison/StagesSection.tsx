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
import { type SideNames, SIDES } from './sides';
import styles from './StagesSection.module.css';
import {
  commonScale,
  difference,
  type StageTimes,
  stageTimes,
} from './stageTimes';
import tables from '../ui/table.module.css';

/** How long each stage took: two bars on one scale, and the differences in words. */
export function StagesSection(props: {
  run: Run;
  other: Run;
  names: SideNames;
}) {
  const t = useTexts();
  const { run, other, names } = props;
  const times = stageTimes(run, other);
  return (
    <Flex direction="column" gap="3">
      <Text as="h2" variant="title-x-small" weight="bold">
        {t('comparison.stages.title')}
      </Text>
      {times.length === 0 ? (
        <Text color="secondary">{t('comparison.stages.none')}</Text>
      ) : (
        <>
          <Bars times={times} names={names} />
          <StageTable times={times} names={names} />
        </>
      )}
    </Flex>
  );
}

function Bars(props: { times: StageTimes[]; names: SideNames }) {
  const t = useTexts();
  const { times, names } = props;
  const scale = commonScale(times);
  return (
    <div className={styles.bars}>
      {SIDES.map(side => (
        <div key={side} className={styles.line}>
          <span className={styles.side}>{names[side]}</span>
          <span
            className={styles.bar}
            role="img"
            aria-label={t('comparison.stages.bar', {
              side: names[side],
              stages: times
                .filter(one => one[side] !== undefined)
                .map(one =>
                  t('comparison.stages.part', {
                    stage: t(`ui.stage.${one.stage}`),
                    duration: formatDuration(one[side]!),
                  }),
                )
                .join(', '),
            })}
          >
            {times.map(({ stage, [side]: ms }) =>
              ms ? (
                <span
                  key={stage}
                  className={styles.stage}
                  data-stage={stage}
                  style={{ width: `${(ms / scale) * 100}%` }}
                  title={t('comparison.stages.part', {
                    stage: t(`ui.stage.${stage}`),
                    duration: formatDuration(ms),
                  })}
                />
              ) : null,
            )}
          </span>
        </div>
      ))}
    </div>
  );
}

function StageTable(props: { times: StageTimes[]; names: SideNames }) {
  const t = useTexts();
  const { times, names } = props;
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          <th scope="col">{t('comparison.stages.stage')}</th>
          {SIDES.map(side => (
            <th key={side} scope="col">
              {names[side]}
            </th>
          ))}
          <th scope="col">{t('comparison.stages.difference')}</th>
        </tr>
      </thead>
      <tbody>
        {times.map(one => (
          <tr key={one.stage}>
            <th scope="row">
              <span
                className={styles.swatch}
                data-stage={one.stage}
                aria-hidden
              />
              {t(`ui.stage.${one.stage}`)}
            </th>
            {SIDES.map(side => (
              <td key={side}>
                {one[side] === undefined ? '–' : formatDuration(one[side])}
              </td>
            ))}
            <td>{inWords(t, one)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function inWords(t: Texts, times: StageTimes): string {
  const differs = difference(times.here, times.there);
  if (differs.kind === 'unknown') return t('comparison.stages.unknown');
  const stage = t(`ui.stage.${times.stage}`);
  if (differs.kind === 'same') return t('comparison.stages.same', { stage });
  return t(`comparison.stages.${differs.kind}`, {
    stage,
    duration: formatDuration(differs.ms),
  });
}
