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
import { useTexts, type Texts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import styles from './EvidenceLine.module.css';
import { canJumpTo, type Jump } from './place';

/** The line or the screen that proves something; a click shows it in the log, and the screen of that moment. */
export function EvidenceLine(props: {
  evidence: FindingEvidence;
  /** Missing where there is no log and no film to jump in. */
  onJump: Jump | undefined;
}) {
  const t = useTexts();
  const { evidence, onJump } = props;
  const words = (
    <>
      <span className={styles.where}>{whereOf(evidence, t)}</span>
      {evidence.text && <code className={styles.text}>{evidence.text}</code>}
    </>
  );
  if (!onJump || !canJumpTo(evidence)) {
    return <p className={styles.evidence}>{words}</p>;
  }
  return (
    <button
      type="button"
      className={styles.evidence}
      title={t('run.diagnosis.showEvidence')}
      onClick={() => onJump(evidence)}
    >
      {words}
    </button>
  );
}

function whereOf({ source, line, offsetMs }: FindingEvidence, t: Texts) {
  return [
    source === 'console' && line !== undefined
      ? t('run.diagnosis.line', { number: String(line) })
      : t(`run.diagnosis.source.${source}`),
    offsetMs !== undefined && formatDuration(offsetMs),
  ]
    .filter(Boolean)
    .join(' · ');
}
