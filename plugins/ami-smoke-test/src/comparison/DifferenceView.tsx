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

import { Skeleton, Text } from '@backstage/ui';
import { useEffect, useRef } from 'react';
import { useTwoScreenshots } from '../data';
import { useTexts } from '../translations/useTexts';
import { formatDuration, TroubleView } from '../ui';
import { comparePictures, type PictureDifference } from './comparePictures';
import { FrameCaption } from './FrameCaption';
import type { FrameViewProps } from './frameView';
import styles from './FrameViews.module.css';
import { formatShare } from './share';
import { SIDES } from './sides';

/** What is not the same in the two frames, in red, and how much of them that is. */
export function DifferenceView(props: FrameViewProps) {
  const t = useTexts();
  const { pair, run, other } = props;
  const difference = useTwoScreenshots(
    'difference',
    [
      { runId: run.id, offsetMs: pair.here.offsetMs },
      { runId: other.id, offsetMs: pair.there.offsetMs },
    ],
    comparePictures,
  );
  const { data } = difference;
  return (
    <figure className={`${styles.figure} ${styles.alone}`}>
      {difference.isError && (
        <TroubleView
          what={t('comparison.frames.difference')}
          error={difference.error}
          onRetry={() => difference.refetch()}
        />
      )}
      {difference.isPending && (
        <Skeleton width="100%" height="auto" className={styles.large} />
      )}
      {data && (
        <Drawing
          difference={data}
          label={t('comparison.frames.differenceAlt', {
            offset: formatDuration(pair.offsetMs),
          })}
        />
      )}
      <figcaption className={styles.words}>
        <Text role="status" weight="bold">
          {data ? <Share share={data.share} /> : '\u00a0'}
        </Text>
        {data && <Sizes difference={data} />}
        {SIDES.map(side => (
          <FrameCaption key={side} {...props} side={side} />
        ))}
      </figcaption>
    </figure>
  );
}

function Share(props: { share: number }) {
  const t = useTexts();
  return props.share === 0
    ? t('comparison.frames.shareNone')
    : t('comparison.frames.share', { share: formatShare(props.share) });
}

function Sizes(props: { difference: PictureDifference }) {
  const t = useTexts();
  const { here, there } = props.difference;
  if (here.width === there.width && here.height === there.height) return null;
  return (
    <Text variant="body-small" color="secondary">
      {t('comparison.frames.sizes', {
        here: `${here.width} × ${here.height}`,
        there: `${there.width} × ${there.height}`,
      })}
    </Text>
  );
}

function Drawing(props: { difference: PictureDifference; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { image } = props.difference;
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(image, 0, 0);
  }, [image]);
  return (
    <canvas
      ref={canvas}
      className={styles.large}
      width={image.width}
      height={image.height}
      role="img"
      aria-label={props.label}
    />
  );
}
