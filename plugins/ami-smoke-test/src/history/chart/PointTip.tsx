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
import { useTexts } from '../../translations/useTexts';
import { formatDuration, Instant, VerdictBadge } from '../../ui';
import type { ChartPoint } from './chartData';
import styles from './TimeChart.module.css';

/** How wide the tip is, in px; it stays inside the chart. */
const WIDTH = 230;

/** What a mark stands for. The link says the same, so it is for the eye only. @param props - `x`, `y`: where the mark is; `width` of the chart */
export function PointTip(props: {
  point: ChartPoint;
  x: number;
  y: number;
  width: number;
}) {
  const t = useTexts();
  const { point, x, y, width } = props;
  const toTheLeft = x + WIDTH + 16 > width;
  const left = toTheLeft ? Math.max(0, x - WIDTH - 12) : x + 12;
  return (
    <div
      className={styles.tip}
      style={{ left, top: Math.max(0, Math.min(y - 20, 66)), width: WIDTH }}
      aria-hidden
    >
      <span className={styles.tipHead}>
        <VerdictBadge standing={point.standing} />
        <Instant at={point.at} />
      </span>
      <code>{point.imageId}</code>
      {point.timeMs !== undefined && (
        <span>
          {t('history.chart.timeToService', {
            time: formatDuration(point.timeMs),
          })}
        </span>
      )}
    </div>
  );
}
