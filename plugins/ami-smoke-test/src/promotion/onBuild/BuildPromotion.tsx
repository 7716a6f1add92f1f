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

import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../translations/useTexts';
import { ago } from '../../ui';
import { Mark } from '../Mark';
import styles from './BuildPromotion.module.css';

/** The channels that the images of a build are on, and that they were revoked; nothing of those that never were on any. */
export function BuildPromotion({ build }: { build: Build }) {
  const t = useTexts();
  const { channels = [], revoked } = build.promotion ?? {};
  if (channels.length === 0 && !revoked) return null;
  return (
    <ul className={styles.promotion} aria-label={t('promotion.onBuild.label')}>
      {channels.map(channel => (
        <li key={channel}>
          <Mark tone="good">{t('promotion.onBuild.on', { channel })}</Mark>
        </li>
      ))}
      {revoked && (
        <li>
          <Mark tone="bad">{t('promotion.onBuild.revoked')}</Mark>{' '}
          <span className={styles.quiet}>
            {t('promotion.onBuild.revokedBy', {
              by: revoked.by,
              ago: ago(new Date(revoked.at), Date.now()),
              reason: revoked.reason,
            })}
          </span>
        </li>
      )}
    </ul>
  );
}
