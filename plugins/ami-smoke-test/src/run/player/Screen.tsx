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

import { Button, Skeleton, Text } from '@backstage/ui';
import { RiCameraOffLine, RiImageLine } from '@remixicon/react';
import type { ReactNode } from 'react';
import { useTexts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import { type Film, latenessOf, momentOf } from '../film/film';
import styles from './Screen.module.css';
import { useDecodedFrame } from './useDecodedFrame';
import { useDragToScroll } from './useDragToScroll';
import { useFrameIndex } from './useFrameIndex';

/** The large frame, and what there is to know of it below. */
export function Screen(props: {
  runId: string;
  family: string;
  film: Film;
  /** Whether a pixel of the frame is a pixel here; else it fits. */
  zoomed: boolean;
}) {
  const { runId, family, film, zoomed } = props;
  const t = useTexts();
  const index = useFrameIndex(film);
  const { picture, state, retry } = useDecodedFrame(runId, film, index);
  const drag = useDragToScroll(zoomed);
  const frame = film.frames[index];
  const scene = film.scenes[film.sceneOf[index]];
  const late = latenessOf(frame);
  const unchangedMs = scene.toMs - scene.fromMs;

  let shown: ReactNode;
  if (frame.missing !== undefined) {
    shown = <NoPicture film={film} reason={frame.missing} />;
  } else if (state === 'broken') {
    shown = (
      <Notice icon={<RiImageLine size={32} aria-hidden />}>
        <Text>{t('run.player.screen.broken')}</Text>
        <Button size="small" variant="secondary" onPress={retry}>
          {t('ui.retry')}
        </Button>
      </Notice>
    );
  } else if (!picture) {
    shown = <Skeleton width="100%" height="100%" className={styles.loading} />;
  } else {
    shown = (
      <img
        className={styles.picture}
        src={picture.url}
        width={picture.width}
        height={picture.height}
        alt={t('ui.frame.alt', {
          family,
          offset: formatDuration(momentOf(frame)),
        })}
        decoding="sync"
        draggable={false}
      />
    );
  }

  return (
    <figure
      className={styles.screen}
      data-zoomed={zoomed}
      aria-label={t('run.player.screen.label')}
      aria-busy={state === 'loading'}
    >
      <div
        className={styles.view}
        // Who zooms in with the keyboard scrolls with it.
        {...(zoomed && {
          ...drag,
          tabIndex: 0,
          'data-scrolled-by-keys': '',
          role: 'region',
          'aria-label': t('run.player.screen.drag'),
        })}
      >
        {shown}
      </div>
      <figcaption className={styles.caption}>
        <b className={styles.offset}>{formatDuration(momentOf(frame))}</b>
        {unchangedMs > 0 && (
          <span>
            {t('run.player.screen.unchanged', {
              duration: formatDuration(unchangedMs),
            })}
          </span>
        )}
        {late !== undefined && (
          <span className={styles.late}>
            {t('run.player.screen.late', { duration: formatDuration(late) })}
          </span>
        )}
        <span className={styles.position}>
          {t('run.player.screen.position', {
            number: String(index + 1),
            total: String(film.frames.length),
          })}
        </span>
      </figcaption>
    </figure>
  );
}

function NoPicture(props: { film: Film; reason: string }) {
  const t = useTexts();
  const none = props.film.frames.every(({ missing }) => missing !== undefined);
  return (
    <Notice icon={<RiCameraOffLine size={32} aria-hidden />}>
      <Text weight="bold">
        {none
          ? t('run.player.screen.noneTaken')
          : t('run.player.screen.missing')}
      </Text>
      <Text color="secondary">{props.reason}</Text>
      {none && (
        <Text color="secondary">{t('run.player.screen.noneTakenHint')}</Text>
      )}
    </Notice>
  );
}

/** Words where a picture would be. */
export function Notice(props: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.notice}>
      {props.icon}
      {props.children}
    </div>
  );
}
