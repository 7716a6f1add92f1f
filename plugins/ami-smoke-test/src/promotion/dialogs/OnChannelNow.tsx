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
import { Instant, Person } from '../../ui';
import { BuildLink } from '../BuildLink';
import { StandingMark } from '../marks';
import styles from './dialogs.module.css';

/** What a decision would replace. */
export function OnChannelNow({ state }: { state: ChannelState }) {
  const t = useTexts();
  const { family, channel, build } = state;
  return (
    <p className={styles.line} aria-live="polite">
      {t('promotion.act.now', { channel })}:{' '}
      {build ? (
        <>
          <BuildLink family={family} buildId={build.id} />
          <StandingMark of={state} />
          <span className={styles.quiet}>
            <Instant at={build.since} /> · <Person subject={build.by} />
          </span>
        </>
      ) : (
        t('promotion.act.nothingNow')
      )}
    </p>
  );
}
