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

import type { Publication } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { type Texts, useTexts } from '../../translations/useTexts';
import { differs, Facts } from '../Facts';
import styles from './dialogs.module.css';

/** What a decision will change in AWS, folded: what is the same afterwards is left out. */
export function Plan({ publications }: { publications: Publication[] }) {
  const t = useTexts();
  const changes = publications
    .map(one => ({ ...one, facts: one.facts.filter(differs) }))
    .filter(({ facts, message }) => facts.length > 0 || message);
  if (changes.length === 0) {
    return <p className={styles.quiet}>{t('promotion.plan.nothing')}</p>;
  }
  const count = changes.reduce((sum, { facts }) => sum + facts.length, 0);
  return (
    <details>
      <summary className={styles.summary}>
        {t('promotion.plan.title', { count })}
      </summary>
      <ul className={`${styles.list} ${styles.planned}`}>
        {changes.map((change, index) => (
          <li key={index}>
            {placeOf(t, change)}
            {change.message && <p className={styles.quiet}>{change.message}</p>}
            <Facts facts={change.facts} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What is published where: of one image of several, or of a channel as a whole. */
function placeOf(
  t: Texts,
  { publisher, region, imageId }: Publication,
): string {
  return imageId
    ? t('promotion.plan.placeOfImage', { publisher, region, imageId })
    : t('promotion.plan.place', { publisher, region });
}
