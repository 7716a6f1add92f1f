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

import { memo } from 'react';
import { useTexts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import styles from './Ladder.module.css';
import type { Rung } from './rungs';
import { canJumpTo, type Jump } from './place';

/** How far the boot came, rung by rung, each with the time it was reached; a rung that was reached brings the page to that moment. */
export const Ladder = memo(function LadderView(props: {
  rungs: Rung[];
  /** It ended there, and was not to. */
  failed: boolean;
  onJump: Jump;
}) {
  const t = useTexts();
  return (
    <ol
      className={styles.ladder}
      data-failed={props.failed}
      aria-label={t('run.diagnosis.ladder')}
    >
      {props.rungs.map(rung => (
        <li
          key={rung.stage}
          className={styles.rung}
          data-state={rung.state}
          aria-current={rung.state === 'furthest' ? 'step' : undefined}
        >
          <RungView rung={rung} onJump={props.onJump} />
        </li>
      ))}
    </ol>
  );
});

function RungView(props: { rung: Rung; onJump: Jump }) {
  const t = useTexts();
  const { stage, state, evidence } = props.rung;
  const at = evidence?.offsetMs;
  const name = t(`ui.bootStage.${stage}`);
  const words = (
    <>
      <span className={styles.name}>{name}</span>
      <span className={styles.time}>
        {at === undefined
          ? t(`run.diagnosis.rung.${state}`)
          : formatDuration(at)}
      </span>
    </>
  );
  if (!evidence || !canJumpTo(evidence)) {
    return <span className={styles.place}>{words}</span>;
  }
  return (
    <button
      type="button"
      className={styles.place}
      title={evidence.text ?? t('run.diagnosis.showRung', { stage: name })}
      onClick={() => props.onJump(evidence)}
    >
      {words}
    </button>
  );
}
