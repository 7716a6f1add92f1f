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
import { Text } from '@backstage/ui';
import { CreepWarning } from '../builds';
import { useTexts, type Texts } from '../translations/useTexts';
import { formatDuration } from '../ui';
import { Sparkline } from './Sparkline';
import { trendOf, type Trend } from './standing';
import styles from './TimeToService.module.css';

/** Up to this share, a time is as it always was. */
const USUAL = 0.1;

/**
 * How long the service took in the newest pass, beside the passes before it; nothing without any.
 *
 * @param props - `timesMs` of the passes, the oldest first; `isLatest`: the newest of them is the family's last verdict
 */
export function TimeToService(props: {
  timesMs: number[];
  isLatest: boolean;
  budgetMs?: number;
}) {
  const t = useTexts();
  const { timesMs, isLatest, budgetMs } = props;
  const trend = trendOf(timesMs);
  if (!trend) return null;
  const facts = [
    ...(isLatest ? [] : [t('card.lastPass')]),
    ...(trend.medianMs === undefined
      ? []
      : [t('card.median', { time: formatDuration(trend.medianMs) })]),
    ...(isLatest ? changeOf(trend, t) : []),
  ];
  return (
    <div className={styles.time}>
      <div>
        <Text as="p" variant="body-small" color="secondary">
          {t('card.timeToService')}
        </Text>
        <Text as="p" variant="title-x-small" weight="bold">
          {formatDuration(trend.latestMs)}
        </Text>
      </div>
      <Text variant="body-small" color="secondary">
        {facts.join(' · ')}
      </Text>
      {timesMs.length > 1 && (
        <Sparkline
          values={timesMs}
          label={t('card.sparkline', {
            times: timesMs.map(formatDuration).join(', '),
          })}
        />
      )}
      <CreepWarning timesMs={timesMs} budgetMs={budgetMs} />
    </div>
  );
}

function changeOf({ change }: Trend, t: Texts): string[] {
  if (change === undefined) return [];
  if (Math.abs(change) <= USUAL) return [t('card.usual')];
  if (change >= 1) {
    return [t('card.muchSlower', { times: (change + 1).toFixed(1) })];
  }
  const percent = String(Math.round(Math.abs(change) * 100));
  return [
    change > 0 ? t('card.slower', { percent }) : t('card.faster', { percent }),
  ];
}
