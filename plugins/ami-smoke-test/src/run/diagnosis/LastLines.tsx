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

import type { FindingEvidence } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../translations/useTexts';
import styles from './DiagnosisView.module.css';
import { EvidenceLine } from './EvidenceLine';
import type { Jump } from './place';

/** So many of the last lines are shown: the log beside the player has the rest. */
const SHOWN = 4;

/** Says that the cause is not known, and how the log ends. */
export function LastLines(props: {
  lines: FindingEvidence[];
  onJump: Jump | undefined;
}) {
  const t = useTexts();
  const readable = props.lines
    .filter(({ text }) => text !== undefined)
    .slice(-SHOWN);
  return (
    <div>
      <h3 className={styles.unknown}>{t('run.diagnosis.unknown')}</h3>
      {readable.length > 0 && (
        <>
          <p className={styles.quiet}>{t('run.diagnosis.lastLines')}</p>
          <ul className={styles.lastLines}>
            {readable.map((evidence, index) => (
              <li key={index}>
                <EvidenceLine evidence={evidence} onJump={props.onJump} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
