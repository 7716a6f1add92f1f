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

import type { PublishedFact } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../translations/useTexts';
import styles from './Facts.module.css';

/** Things in AWS: how they should be, and how they are where that is not the same; those that differ first. */
export function Facts(props: { facts: PublishedFact[] }) {
  const t = useTexts();
  const absent = t('promotion.channel.absent');
  const facts = [
    ...props.facts.filter(differs),
    ...props.facts.filter(fact => !differs(fact)),
  ];
  if (facts.length === 0) return null;
  return (
    <ul className={styles.facts}>
      {facts.map(fact => (
        <li
          key={fact.name}
          className={styles.fact}
          data-differs={differs(fact)}
        >
          <span className={styles.name}>{fact.name}</span>
          <span className={styles.values}>
            {differs(fact) && (
              <span>
                {t('promotion.channel.observed')}{' '}
                <code>{fact.observed ?? absent}</code>
              </span>
            )}
            <span>
              {differs(fact) && `${t('promotion.channel.desired')} `}
              <code>{fact.desired ?? absent}</code>
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Whether something in AWS is not as it should be. */
export function differs({ desired, observed }: PublishedFact): boolean {
  return desired !== observed;
}
