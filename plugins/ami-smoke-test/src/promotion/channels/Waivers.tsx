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

import type { ChannelState } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../translations/useTexts';
import { Person } from '../../ui';
import { WithdrawButton } from '../gate/WithdrawButton';
import styles from './ChannelCard.module.css';

/** The waivers that what is on a channel was let onto it with. */
export function Waivers({ state }: { state: ChannelState }) {
  const t = useTexts();
  const { waivers, may } = state;
  if (waivers.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t('promotion.channel.waivers')}>
      {waivers.map(waiver => {
        const date = new Date(waiver.expiresAt).toLocaleString();
        return (
          <li key={waiver.id}>
            <p className={styles.line}>
              <span>
                {t('promotion.ruleState.waived')}:{' '}
                {t(`promotion.rule.${waiver.rule}`)}
              </span>
              <span className={styles.quiet}>
                <Person subject={waiver.by} /> ·{' '}
                {waiver.withdrawn
                  ? t('promotion.channel.waiverWithdrawn')
                  : t('promotion.channel.waiverUntil', { date })}
              </span>
              {may.waive && !waiver.withdrawn && (
                <WithdrawButton waiver={waiver} />
              )}
            </p>
            <p className={styles.quiet}>“{waiver.reason}”</p>
          </li>
        );
      })}
    </ul>
  );
}
