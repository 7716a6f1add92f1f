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

import type { Standstill } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { RiPauseCircleLine } from '@remixicon/react';
import { useTexts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import styles from './DiagnosisView.module.css';
import type { Jump } from './place';

/** Since when the screen shows nothing new; a click shows the moment from which on it does. */
export function StandstillLine(props: {
  standstill: Standstill;
  onJump: Jump;
}) {
  const t = useTexts();
  const { kind, sinceMs, untilMs } = props.standstill;
  return (
    <button
      type="button"
      className={styles.standstill}
      onClick={() => props.onJump({ offsetMs: sinceMs })}
    >
      <RiPauseCircleLine size={16} aria-hidden />{' '}
      {t(`run.diagnosis.standstill.${kind}`, {
        since: formatDuration(sinceMs),
        duration: formatDuration(untilMs - sinceMs),
      })}
    </button>
  );
}
