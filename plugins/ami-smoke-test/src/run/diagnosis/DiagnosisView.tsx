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

import type {
  Diagnosis,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { RiArrowDownSLine, RiArrowUpSLine } from '@remixicon/react';
import { memo } from 'react';
import { useTexts } from '../../translations/useTexts';
import { formatDuration, SeverityMark } from '../../ui';
import styles from './DiagnosisView.module.css';
import { FindingView } from './FindingView';
import { Ladder } from './Ladder';
import { rungsOf } from './rungs';
import { LastLines } from './LastLines';
import { OtherFindings } from './OtherFindings';
import type { Jump } from './place';
import { StandstillLine } from './StandstillLine';
import { useFoldedAdvice } from './useFoldedAdvice';

/** The diagnosis of a run: how far its boot came, what most likely went wrong, what proves it, and what to do. */
export const DiagnosisView = memo(function DiagnosisOfRun(props: {
  run: Run;
  onJump: Jump;
}) {
  const { run, onJump } = props;
  const t = useTexts();
  if (!run.onlineAt) return null; // nothing has booted yet
  const { diagnosis } = run;
  return (
    <section className={styles.diagnosis} aria-label={t('run.diagnosis.title')}>
      {diagnosis ? (
        <Known run={run} diagnosis={diagnosis} onJump={onJump} />
      ) : (
        <p className={styles.quiet}>
          {run.verdict ? t('run.diagnosis.none') : t('run.diagnosis.notYet')}
        </p>
      )}
    </section>
  );
});

function Known(props: { run: Run; diagnosis: Diagnosis; onJump: Jump }) {
  const { run, diagnosis, onJump } = props;
  const { headline, standstill } = diagnosis;
  const { cutsOff, toggle, ...fold } = useFoldedAdvice();
  const jump = run.evidence ? onJump : undefined;
  const passed = run.verdict === 'passed';
  const failed = run.verdict === 'failed';
  return (
    <>
      <Furthest diagnosis={diagnosis} />
      <Ladder rungs={rungsOf(diagnosis)} failed={failed} onJump={onJump} />
      {headline && !passed && (
        <div className={styles.headline}>
          <FindingView
            key={headline.id}
            finding={headline}
            onJump={jump}
            fold={fold}
          />
        </div>
      )}
      {!headline && failed && (
        <LastLines lines={diagnosis.lastLines} onJump={jump} />
      )}
      <div className={styles.asides}>
        {headline && !passed && (cutsOff || headline.references.length > 0) && (
          <More folded={fold.folded} onToggle={toggle} />
        )}
        {headline && passed && <Remark finding={headline} onJump={jump} />}
        {standstill && !passed && (
          <StandstillLine standstill={standstill} onJump={onJump} />
        )}
        <OtherFindings
          findings={diagnosis.findings.filter(({ id }) => id !== headline?.id)}
          onJump={jump}
        />
      </div>
    </>
  );
}

function Furthest(props: { diagnosis: Diagnosis }) {
  const t = useTexts();
  const { furthestStage, stages } = props.diagnosis;
  if (furthestStage === null) {
    return (
      <h2 className={styles.furthest}>{t('run.diagnosis.nothingSeen')}</h2>
    );
  }
  const at = stages.find(({ stage }) => stage === furthestStage)?.evidence
    .offsetMs;
  return (
    <h2 className={styles.furthest}>
      {t('run.diagnosis.furthest')} <b>{t(`ui.bootStage.${furthestStage}`)}</b>
      {at !== undefined &&
        `, ${t('run.diagnosis.after', { offset: formatDuration(at) })}`}
    </h2>
  );
}

/** Shows all of the headline's advice, and folds it again. */
function More(props: { folded: boolean; onToggle: () => void }) {
  const t = useTexts();
  const { folded, onToggle } = props;
  const Arrow = folded ? RiArrowDownSLine : RiArrowUpSLine;
  return (
    <button
      type="button"
      className={styles.more}
      aria-expanded={!folded}
      onClick={onToggle}
    >
      <Arrow size={16} aria-hidden />{' '}
      {t(folded ? 'run.diagnosis.more' : 'run.diagnosis.less')}
    </button>
  );
}

/** The headline of a run that passed: there for whoever wants to know, in nobody's way. */
function Remark(props: {
  finding: NonNullable<Diagnosis['headline']>;
  onJump: Jump | undefined;
}) {
  const { finding, onJump } = props;
  return (
    <details className={styles.remark}>
      <summary>
        <SeverityMark severity={finding.severity} /> {finding.title}
      </summary>
      <FindingView finding={finding} onJump={onJump} />
    </details>
  );
}
