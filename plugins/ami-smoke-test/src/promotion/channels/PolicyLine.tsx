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

import type { ChannelPolicy } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../translations/useTexts';
import styles from './ChannelCard.module.css';

/** What it takes to get onto a channel, in a line. */
export function PolicyLine({ policy }: { policy: ChannelPolicy }) {
  const t = useTexts();
  const { description, requires, regions, maxAgeDays, after, promoters } =
    policy;
  const runs = requires.map(
    ({ profile, instanceTypes }) => `${profile} (${instanceTypes.join(', ')})`,
  );
  const conditions = [
    t('promotion.channel.requires', {
      runs: runs.join(' + '),
      days: String(maxAgeDays),
    }),
    regions.length > 0 &&
      t('promotion.channel.requiresRegions', { regions: regions.join(', ') }),
    after &&
      (after.hours > 0
        ? t('promotion.channel.requiresAfter', {
            hours: String(after.hours),
            channel: after.channel,
          })
        : t('promotion.channel.requiresAfterAny', { channel: after.channel })),
    promoters === 'owners' && t('promotion.channel.requiresOwners'),
  ].filter(Boolean);
  return (
    <>
      {description && <p className={styles.policy}>{description}</p>}
      <p className={styles.policy}>{conditions.join(' · ')}</p>
    </>
  );
}
