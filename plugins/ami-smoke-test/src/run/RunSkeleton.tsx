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
import { useTexts } from '../translations/useTexts';
import styles from './RunView.module.css';

/** Holds the places of everything on the page while the run is loaded. */
export function RunSkeleton() {
  const t = useTexts();
  return (
    <div className={styles.run} role="status" aria-label={t('run.loading')}>
      <Skeleton width="100%" height={120} />
      <div className={styles.evidence}>
        <div className={styles.skeletons}>
          <Skeleton width="100%" height={44} />
          <Skeleton
            width="100%"
            height="auto"
            className={styles.screenSkeleton}
          />
          <Skeleton width="100%" height={88} />
        </div>
        <div className={styles.console}>
          <Skeleton
            width="100%"
            height="100%"
            className={styles.consoleInside}
          />
        </div>
      </div>
      <Skeleton width="100%" height={160} />
    </div>
  );
}
