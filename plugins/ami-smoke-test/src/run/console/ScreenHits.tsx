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
import { formatDuration } from '../../ui';
import type { Jump } from '../diagnosis/place';
import type { ScreenHit } from './searchScreens';
import styles from './ScreenHits.module.css';

/** The screens that have what was looked for; each brings the page to its frame. */
export function ScreenHits(props: { hits: ScreenHit[]; onJump: Jump }) {
  const t = useTexts();
  if (props.hits.length === 0) return null;
  return (
    <div className={styles.hits}>
      {t('run.console.onScreen')}
      <ul className={styles.list} aria-label={t('run.console.onScreen')}>
        {props.hits.map(({ offsetMs, line }) => (
          <li key={offsetMs}>
            <button
              type="button"
              className={styles.hit}
              onClick={() => props.onJump({ offsetMs })}
            >
              <b>{formatDuration(offsetMs)}</b> {line}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
