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
import { useTexts } from '../../translations/useTexts';
import type { Standing } from '../../ui';
import { Mark } from './Mark';
import styles from './TimeChart.module.css';

const ORDER: Standing[] = [
  'passed',
  'failed',
  'errored',
  'cancelled',
  'running',
];

/** What the marks of a chart mean, as far as they occur in it. */
export function Legend(props: { standings: Standing[] }) {
  const t = useTexts();
  return (
    <span className={styles.legend}>
      {ORDER.filter(standing => props.standings.includes(standing)).map(
        standing => (
          <span key={standing} className={styles.key}>
            <svg width={14} height={14} viewBox="-7 -7 14 14" aria-hidden>
              <Mark standing={standing} />
            </svg>
            {t(`ui.verdict.${standing}`)}
          </span>
        ),
      )}
    </span>
  );
}
