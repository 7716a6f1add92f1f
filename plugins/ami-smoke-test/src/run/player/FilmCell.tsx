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
  RiArrowLeftSLine,
  RiArrowRightSLine,
  RiCameraOffLine,
} from '@remixicon/react';
import { memo } from 'react';
import { useTexts, type Texts } from '../../translations/useTexts';
import { formatDuration, Picture } from '../../ui';
import { type Film, momentOf } from '../film/film';
import type { Cell } from './cells';
import styles from './FilmStrip.module.css';

/** One place of the film strip. */
export const FilmCell = memo(function FilmCellView(props: {
  runId: string;
  family: string;
  film: Film;
  first: number;
  last: number;
  /** How many frames its scene has. */
  count: number;
  toggle: Cell['toggle'];
  active: boolean;
  onShow: (index: number) => void;
  onToggle: (first: number) => void;
}) {
  const { runId, family, film, first, last, count, toggle, active } = props;
  const t = useTexts();
  const frame = film.frames[first];
  const scene = film.scenes[film.sceneOf[first]];
  const label = labelOf(film, first, last, t);
  const from = formatDuration(momentOf(frame));
  const to = formatDuration(momentOf(film.frames[last]));
  return (
    <li className={styles.cell} data-active={active}>
      <button
        type="button"
        className={styles.frame}
        aria-label={label}
        aria-current={active ? 'true' : undefined}
        title={label}
        tabIndex={active ? 0 : -1}
        onClick={() => props.onShow(first)}
      >
        {frame.missing === undefined ? (
          <Picture
            runId={runId}
            family={family}
            // Those of a scene are the same picture: it is loaded once.
            offsetMs={film.frames[scene.first].offsetMs}
            size="thumbnail"
            alt=""
            className={styles.thumbnail}
          />
        ) : (
          <span className={styles.missing}>
            <RiCameraOffLine size={16} aria-hidden />
            {t('run.player.strip.noPicture')}
          </span>
        )}
        <span className={styles.time}>
          {first === last ? from : t('run.player.strip.range', { from, to })}
        </span>
      </button>
      {toggle && (
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={toggle === 'close'}
          aria-label={
            toggle === 'open'
              ? t('run.player.strip.open', { count })
              : t('run.player.strip.close', { count })
          }
          title={unchanged(film, first, t)}
          tabIndex={active ? 0 : -1}
          onClick={() => props.onToggle(scene.first)}
        >
          {t('run.player.strip.times', { number: String(count) })}
          {toggle === 'open' ? (
            <RiArrowRightSLine size={14} aria-hidden />
          ) : (
            <RiArrowLeftSLine size={14} aria-hidden />
          )}
        </button>
      )}
      {toggle === 'open' && frame.missing === undefined && (
        <span className={styles.unchanged} aria-hidden>
          {unchanged(film, first, t)}
        </span>
      )}
    </li>
  );
});

function unchanged(film: Film, index: number, t: Texts): string {
  const { fromMs, toMs } = film.scenes[film.sceneOf[index]];
  return t('run.player.strip.unchanged', {
    duration: formatDuration(toMs - fromMs),
  });
}

function labelOf(film: Film, first: number, last: number, t: Texts): string {
  const frame = film.frames[first];
  const from = formatDuration(momentOf(frame));
  const to = formatDuration(momentOf(film.frames[last]));
  const reason = frame.missing;
  if (first === last) {
    return reason === undefined
      ? t('run.player.strip.frame', { offset: from })
      : t('run.player.strip.missing', { offset: from, reason });
  }
  const count = last - first + 1;
  return reason === undefined
    ? t('run.player.strip.frames', { count, from, to })
    : t('run.player.strip.missingFrames', { from, to, reason });
}
