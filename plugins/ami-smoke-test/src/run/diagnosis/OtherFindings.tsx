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
  Finding,
  Severity,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../translations/useTexts';
import { SeverityMark } from '../../ui';
import styles from './DiagnosisView.module.css';
import { FindingView } from './FindingView';
import type { Jump } from './place';

const BY_WEIGHT: Severity[] = ['error', 'warning', 'info'];

/** What was found beside the headline, folded away by weight. */
export function OtherFindings(props: {
  findings: Finding[];
  onJump: Jump | undefined;
}) {
  const t = useTexts();
  const groups = BY_WEIGHT.map(severity => ({
    severity,
    findings: props.findings.filter(one => one.severity === severity),
  })).filter(({ findings }) => findings.length > 0);
  return (
    <>
      {groups.map(({ severity, findings }) => (
        <details key={severity} className={styles.remark}>
          <summary>
            <SeverityMark severity={severity} />{' '}
            {t(`run.diagnosis.others.${severity}`, { count: findings.length })}
          </summary>
          {findings.map(finding => (
            <FindingView
              key={finding.id}
              finding={finding}
              onJump={props.onJump}
            />
          ))}
        </details>
      ))}
    </>
  );
}
