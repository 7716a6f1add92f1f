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
import { Skeleton, VisuallyHidden } from '@backstage/ui';
import { useTexts } from '../translations/useTexts';
import styles from './TableSkeleton.module.css';

/** As many rows as fit on a screen, as high as the real ones. */
const ROWS = 8;

/** The place of the builds while they are on their way. */
export function TableSkeleton() {
  const t = useTexts();
  return (
    <div role="status" className={styles.rows}>
      <VisuallyHidden>{t('history.loading')}</VisuallyHidden>
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className={styles.row}>
          <Skeleton width="100%" height="100%" />
        </div>
      ))}
    </div>
  );
}
