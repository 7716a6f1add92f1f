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

import type { Finding } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../translations/useTexts';
import { SeverityMark } from '../../ui';
import { Outside } from '../summary';
import { EvidenceLine } from './EvidenceLine';
import styles from './FindingView.module.css';
import type { Jump } from './place';
import { referenceName } from './referenceName';
import type { FoldedAdvice } from './useFoldedAdvice';

/** What was found, what proves it, the likely cause, and what to do. */
export function FindingView(props: {
  finding: Finding;
  onJump: Jump | undefined;
  /** Missing where all of the advice is shown. */
  fold?: FoldedAdvice;
}) {
  const t = useTexts();
  const { finding, onJump } = props;
  const { severity, category, title, count, inLastGood } = finding;
  return (
    <article className={styles.finding}>
      <h3 className={styles.title}>
        <SeverityMark severity={severity} size={18} /> {title}
        <span className={styles.tag}>{t(`ui.category.${category}`)}</span>
        {count > 1 && (
          <span className={styles.tag}>
            {t('run.diagnosis.count', { count })}
          </span>
        )}
        {inLastGood && (
          <span className={styles.tag}>{t('run.diagnosis.inLastGood')}</span>
        )}
      </h3>
      <EvidenceLine evidence={finding.evidence} onJump={onJump} />
      <Advice finding={finding} fold={props.fold} />
    </article>
  );
}

/** The likely cause of a finding, what to do about it, and where to read on. */
function Advice(props: { finding: Finding; fold: FoldedAdvice | undefined }) {
  const t = useTexts();
  const { finding, fold } = props;
  const { cause, remedy, references } = finding;
  return (
    <dl ref={fold?.ref} className={styles.advice} data-folded={fold?.folded}>
      <div>
        <dt>{t('run.diagnosis.cause')}</dt>
        <dd>{cause}</dd>
      </div>
      <div>
        <dt>{t('run.diagnosis.remedy')}</dt>
        <dd>
          {remedy}
          {references.length > 0 && (
            <span className={styles.references}>
              {t('run.diagnosis.references')}{' '}
              {references.map((url, index) => (
                <span key={url}>
                  {index > 0 && ' · '}
                  <Outside url={url} text={referenceName(url)} />
                </span>
              ))}
            </span>
          )}
        </dd>
      </div>
    </dl>
  );
}
