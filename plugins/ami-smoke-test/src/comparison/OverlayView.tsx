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

import { Slider } from '@backstage/ui';
import { useState } from 'react';
import { useTexts } from '../translations/useTexts';
import { Picture } from '../ui';
import { FrameCaption } from './FrameCaption';
import type { FrameViewProps } from './frameView';
import styles from './FrameViews.module.css';
import { SIDES } from './sides';

/** The run's frame on the other's, as opaque as the reader likes. */
export function OverlayView(props: FrameViewProps) {
  const t = useTexts();
  const { pair, run, other } = props;
  const [opacity, setOpacity] = useState(50);
  return (
    <figure className={`${styles.figure} ${styles.alone}`}>
      <div className={styles.layers}>
        <Picture
          runId={other.id}
          family={other.family}
          offsetMs={pair.there.offsetMs}
          size="full"
          className={styles.large}
        />
        <div className={styles.layer} style={{ opacity: opacity / 100 }}>
          <Picture
            runId={run.id}
            family={run.family}
            offsetMs={pair.here.offsetMs}
            size="full"
            className={styles.large}
          />
        </div>
      </div>
      <Slider
        label={t('comparison.frames.opacity')}
        minValue={0}
        maxValue={100}
        value={opacity}
        onChange={value => setOpacity(value as number)}
        className={styles.slider}
      />
      <figcaption className={styles.words}>
        {SIDES.map(side => (
          <FrameCaption key={side} {...props} side={side} />
        ))}
      </figcaption>
    </figure>
  );
}
