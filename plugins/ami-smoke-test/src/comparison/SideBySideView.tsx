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

import { Picture } from '../ui';
import { FrameCaption } from './FrameCaption';
import type { FrameViewProps } from './frameView';
import styles from './FrameViews.module.css';
import { SIDES } from './sides';

/** The two frames beside each other. */
export function SideBySideView(props: FrameViewProps) {
  const { pair, run, other } = props;
  const runs = { here: run, there: other };
  return (
    <div className={styles.beside}>
      {SIDES.map(side => (
        <figure key={side} className={styles.figure}>
          <Picture
            runId={runs[side].id}
            family={runs[side].family}
            offsetMs={pair[side].offsetMs}
            size="full"
            className={styles.large}
          />
          <figcaption>
            <FrameCaption {...props} side={side} />
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
