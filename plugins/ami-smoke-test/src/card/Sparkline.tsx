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
import styles from './Sparkline.module.css';

const WIDTH = 120;
const HEIGHT = 28;
/** Room for the dot of the newest value. */
const MARGIN = 3;

/** Some values, the oldest first, as a small line above zero. @param props - `label`: the same in words */
export function Sparkline(props: { values: number[]; label: string }) {
  const { values, label } = props;
  const highest = Math.max(...values, 1);
  const points = values.map((value, index) => [
    MARGIN + (index / Math.max(values.length - 1, 1)) * (WIDTH - 2 * MARGIN),
    HEIGHT - MARGIN - (value / highest) * (HEIGHT - 2 * MARGIN),
  ]);
  const [x, y] = points[points.length - 1];
  return (
    <svg
      className={styles.sparkline}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      <polyline points={points.map(point => point.join(',')).join(' ')} />
      <circle cx={x} cy={y} r={MARGIN} />
    </svg>
  );
}
