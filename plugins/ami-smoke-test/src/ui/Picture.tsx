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

import { Skeleton } from '@backstage/ui';
import { RiImageLine } from '@remixicon/react';
import { useState } from 'react';
import { usePictureAccess, useScreenshotUrl } from '../data';
import { useTexts } from '../translations/useTexts';
import { formatDuration } from './durations';
import styles from './Picture.module.css';

/** What a picture shows. */
export interface PictureProps {
  runId: string;
  family: string;
  offsetMs: number;
  size: 'full' | 'thumbnail';
  /** An empty text where the picture only repeats what stands beside it. */
  alt?: string;
  className?: string;
  onLoad?: (image: HTMLImageElement) => void;
}

/** A frame as it was taken, or its thumbnail, with a place held for it while it loads and a word when it cannot be had. */
export function Picture(props: PictureProps) {
  const { runId, family, offsetMs, size, className, onLoad } = props;
  const t = useTexts();
  const access = usePictureAccess();
  const url = useScreenshotUrl(runId, offsetMs, size);
  const [broken, setBroken] = useState<string>();

  if (access === 'error' || (url !== undefined && broken === url)) {
    return (
      <span className={`${styles.none} ${className ?? ''}`}>
        <RiImageLine size={20} aria-hidden />
        <span className={styles.word} data-size={size}>
          {t('ui.frame.broken')}
        </span>
      </span>
    );
  }
  if (access === 'loading' || url === undefined) {
    return (
      <Skeleton
        width="100%"
        height="auto"
        className={`${styles.place} ${className ?? ''}`}
      />
    );
  }
  return (
    <img
      className={`${styles.picture} ${className ?? ''}`}
      src={url}
      alt={
        props.alt ??
        t('ui.frame.alt', { family, offset: formatDuration(offsetMs) })
      }
      loading={size === 'thumbnail' ? 'lazy' : undefined}
      decoding="async"
      draggable={false}
      onLoad={event => onLoad?.(event.currentTarget)}
      onError={() => setBroken(url)}
    />
  );
}
