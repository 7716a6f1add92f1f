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

import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useMemo,
  useRef,
} from 'react';
import { useTexts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import { useClock, useClockValue } from '../clock';
import { type Film, momentOf } from '../film/film';
import { slideBy } from './slide';
import styles from './StageBar.module.css';
import { momentAt, shareAt, stageAt, type Timeline } from './timeline';

/** A slider for the moment: the only part of the bar that is drawn again as it moves. */
export function Scrubber(props: {
  film: Film;
  timeline: Timeline;
  /** Whether there is a moment to choose yet. */
  enabled: boolean;
  children: ReactNode;
}) {
  const { film, timeline, enabled, children } = props;
  const t = useTexts();
  const clock = useClock();
  const momentMs = useClockValue(state => state.momentMs);
  const bar = useRef<HTMLDivElement>(null);
  const frames = useMemo(() => film.frames.map(momentOf), [film]);

  const scrub = (event: PointerEvent) => {
    if (!bar.current || !enabled) return;
    const { left, width } = bar.current.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - left) / width, 0), 1);
    clock.seek(momentAt(timeline, share));
  };
  const slide = (event: KeyboardEvent) => {
    const { ctrlKey, metaKey, altKey, shiftKey } = event;
    if (!enabled || ctrlKey || metaKey || altKey || shiftKey) return;
    const to = slideBy(event.key, momentMs, frames, timeline.endMs);
    if (to === undefined) return;
    // The player's own keys leave alone what is done already.
    event.preventDefault();
    clock.seek(to);
  };
  const stage = stageAt(timeline, momentMs)?.stage ?? 'queued';
  const cursor = `${(shareAt(timeline, momentMs) * 100).toFixed(3)}%`;
  return (
    <div
      ref={bar}
      className={styles.bar}
      role="slider"
      tabIndex={0}
      aria-label={t('run.player.timeline.label')}
      aria-disabled={!enabled}
      aria-valuemin={0}
      aria-valuemax={Math.round(timeline.endMs)}
      aria-valuenow={Math.round(momentMs)}
      aria-valuetext={
        enabled
          ? t('run.player.timeline.at', {
              offset: formatDuration(Math.round(momentMs)),
              stage: t(`ui.stage.${stage}`),
            })
          : t(`ui.stage.${stage}`)
      }
      onKeyDown={slide}
      onPointerDown={event => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(event);
      }}
      onPointerMove={event => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) {
          scrub(event);
        }
      }}
    >
      {children}
      {enabled && (
        <span
          className={styles.cursor}
          style={{ left: cursor, '--share': cursor } as CSSProperties}
        >
          <span className={styles.moment}>
            {formatDuration(Math.round(momentMs))}
          </span>
        </span>
      )}
    </div>
  );
}
