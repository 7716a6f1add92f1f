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
import { useRouteRef } from '@backstage/core-plugin-api';
import { useRef, useState, type KeyboardEvent } from 'react';
import { Link } from 'react-router-dom';
import { buildRouteRef, runRouteRef } from '../../routes';
import { useTexts, type Texts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import type { ChartPoint } from './chartData';
import { Mark } from './Mark';
import styles from './TimeChart.module.css';

/** The narrowest and the widest strip that belongs to a mark, in px. */
const STRIP = { min: 6, max: 32 };

/**
 * The builds of the chart, each a link to its run. The strip above and below a mark is part of the link, so that it is easy to
 * hit. Together they are one stop of the tab key; the arrow keys go from one to the next.
 */
export function Marks(props: {
  points: ChartPoint[];
  place: (index: number) => { x: number; y: number };
  height: number;
  /** How far it is from one mark to the next, in px. */
  spacing: number;
  active: number | undefined;
  onActive: (index: number | undefined) => void;
}) {
  const t = useTexts();
  const runHref = useRouteRef(runRouteRef);
  const buildHref = useRouteRef(buildRouteRef);
  const links = useRef<(HTMLAnchorElement | null)[]>([]);
  const { points, place, height, spacing, active, onActive } = props;
  const [stop, setStop] = useState<number>();
  const tabStop = Math.min(stop ?? points.length - 1, points.length - 1);
  const strip = Math.min(STRIP.max, Math.max(STRIP.min, spacing));

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (event.key === 'Escape') onActive(undefined);
    const next = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: points.length - 1,
    }[event.key];
    if (next === undefined || !points[next]) return;
    event.preventDefault();
    links.current[next]?.focus();
  };
  return (
    <>
      {points.map((point, index) => {
        const { x, y } = place(index);
        const to = point.runId
          ? runHref({ runId: point.runId })
          : buildHref({ buildId: point.buildId });
        return (
          <Link
            key={point.buildId}
            ref={link => {
              links.current[index] = link;
            }}
            to={to}
            className={styles.point}
            data-active={index === active || undefined}
            tabIndex={index === tabStop ? 0 : -1}
            aria-label={labelOf(point, t)}
            onMouseEnter={() => onActive(index)}
            onMouseLeave={() => onActive(undefined)}
            onFocus={() => {
              setStop(index);
              onActive(index);
            }}
            onBlur={() => onActive(undefined)}
            onKeyDown={event => onKeyDown(event, index)}
          >
            <rect
              className={styles.strip}
              x={x - strip / 2}
              y={0}
              width={strip}
              height={height}
              rx={3}
            />
            <g transform={`translate(${x} ${y})`}>
              <Mark standing={point.standing} />
            </g>
          </Link>
        );
      })}
    </>
  );
}

function labelOf(point: ChartPoint, t: Texts): string {
  const said = {
    verdict: t(`ui.verdict.${point.standing}`),
    image: point.imageId ?? t('history.row.noImage'),
    at: new Date(point.at).toLocaleString(),
  };
  return point.timeMs === undefined
    ? t('history.chart.mark', said)
    : t('history.chart.markTimed', {
        ...said,
        time: formatDuration(point.timeMs),
      });
}
