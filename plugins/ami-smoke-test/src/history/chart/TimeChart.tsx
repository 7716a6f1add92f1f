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
import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useMemo, useState } from 'react';
import { CreepWarning } from '../../builds';
import { useTexts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import { chartOf, datedPoints } from './chartData';
import { Legend } from './Legend';
import { Marks } from './Marks';
import { PointTip } from './PointTip';
import { ticksUpTo } from './ticks';
import styles from './TimeChart.module.css';
import { useWidth } from './useWidth';

const HEIGHT = 160;
const LEFT = 70;
const RIGHT = 30;
const TOP = 10;
/** Where the times end and the lane of those without one begins, from the top. */
const FLOOR = 104;
const LANE = 122;
const BOTTOM = 138;
/** Where the dates are written, from the top. */
const DATES = 152;
/** A date needs about so many pixels. */
const DATE_SPACING = 92;
/** The highest time when nothing passed yet, so that there is an axis, in ms. */
const NO_TIME_MS = 10_000;
/** A budget that is further away than so many times the slowest boot would leave no room for them. */
const FAR = 2.5;
const DAY_MS = 24 * 3_600_000;

/** How long the last builds took until their service answered, and what became of the others; every mark opens its run. */
export function TimeChart(props: { builds: Build[] }) {
  const t = useTexts();
  const [ref, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const chart = useMemo(() => chartOf(props.builds), [props.builds]);
  const { points, medianMs, passed, slowestMs, budgetMs, timesMs } = chart;

  const last = points.length - 1;
  const first = LEFT + 10;
  const room = Math.max(width - RIGHT - first, 10);
  const x = (index: number) => first + room * (last > 0 ? index / last : 0.5);
  const highestMs = slowestMs ?? NO_TIME_MS;
  const nearBudgetMs =
    budgetMs !== undefined && budgetMs <= highestMs * FAR
      ? budgetMs
      : undefined;
  const ticks = ticksUpTo(Math.max(highestMs, nearBudgetMs ?? 0));
  const y = (timeMs: number) =>
    FLOOR - (FLOOR - TOP) * (timeMs / ticks[ticks.length - 1]);
  const dates = dateFormat(points.map(({ at }) => Date.parse(at)));
  const shown = active === undefined ? undefined : points[active];
  const place = (index: number) => ({
    x: x(index),
    y: points[index].timeMs === undefined ? LANE : y(points[index].timeMs),
  });
  const summary = [
    t('history.chart.summary', { count: points.length }),
    t('history.chart.passed', { passed: String(passed) }),
    ...(medianMs === undefined
      ? []
      : [t('history.chart.median', { time: formatDuration(medianMs) })]),
    ...(budgetMs === undefined
      ? []
      : [t('history.chart.budget', { time: formatDuration(budgetMs) })]),
  ].join(' · ');

  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <span>{summary}</span>
        <Legend standings={points.map(({ standing }) => standing)} />
      </figcaption>
      <CreepWarning timesMs={timesMs} budgetMs={budgetMs} />
      <div ref={ref} className={styles.plot}>
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            role="group"
            aria-label={t('history.chart.marks')}
          >
            <g aria-hidden>
              {ticks.map(tick => (
                <g key={tick} transform={`translate(0 ${y(tick)})`}>
                  <line className={styles.grid} x1={LEFT} x2={width - RIGHT} />
                  <text className={styles.time} x={LEFT - 8} dy="0.32em">
                    {formatDuration(tick)}
                  </text>
                </g>
              ))}
              {medianMs !== undefined && (
                <line
                  className={styles.median}
                  x1={LEFT}
                  x2={width - RIGHT}
                  y1={y(medianMs)}
                  y2={y(medianMs)}
                />
              )}
              {nearBudgetMs !== undefined && (
                <g transform={`translate(0 ${y(nearBudgetMs)})`}>
                  <line
                    className={styles.budget}
                    x1={LEFT}
                    x2={width - RIGHT}
                  />
                  <text
                    className={styles.budgetName}
                    x={width - RIGHT}
                    dy={nearBudgetMs > ticks[ticks.length - 1] / 2 ? 12 : -4}
                  >
                    {t('history.chart.budgetLine')}
                  </text>
                </g>
              )}
              <text className={styles.time} x={LEFT - 8} y={LANE} dy="0.32em">
                {t('history.chart.noTime')}
              </text>
              {datedPoints(points.length, width - LEFT, DATE_SPACING).map(
                index => (
                  <text
                    key={index}
                    className={styles.date}
                    x={x(index)}
                    y={DATES}
                  >
                    {dates.format(Date.parse(points[index].at))}
                  </text>
                ),
              )}
            </g>
            <Marks
              points={points}
              place={place}
              height={BOTTOM}
              spacing={last > 0 ? room / last : room}
              active={active}
              onActive={setActive}
            />
          </svg>
        )}
        {shown && active !== undefined && (
          <PointTip point={shown} {...place(active)} width={width} />
        )}
      </div>
    </figure>
  );
}

/** Dates for builds of several days, times for those of one. */
function dateFormat(times: number[]): Intl.DateTimeFormat {
  const span = times.length > 0 ? times[times.length - 1] - times[0] : 0;
  return new Intl.DateTimeFormat(
    undefined,
    span > DAY_MS
      ? { day: 'numeric', month: 'short' }
      : { hour: '2-digit', minute: '2-digit' },
  );
}
