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

import type { RunSummary } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../translations/useTexts';
import { SeverityMark } from '../ui';
import styles from './DiagnosisCell.module.css';

/** How far the boot of a run came, and what most likely went wrong. */
export function DiagnosisCell(props: {
  run: Pick<RunSummary, 'furthestStage' | 'headline'>;
}) {
  const t = useTexts();
  const { furthestStage, headline } = props.run;
  return (
    <>
      {furthestStage && (
        <span className={styles.stage}>
          {t(`ui.bootStage.${furthestStage}`)}
        </span>
      )}
      {headline && (
        <span className={styles.headline} title={headline.title}>
          <SeverityMark severity={headline.severity} /> {headline.title}
        </span>
      )}
    </>
  );
}
