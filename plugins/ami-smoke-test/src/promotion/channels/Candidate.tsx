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
import { BuildLink } from '../BuildLink';
import { DecisionMark } from '../marks';
import styles from './ChannelCard.module.css';

/** The build that could come next, and what stands in its way. */
export function Candidate({ state }: { state: ChannelState }) {
  const t = useTexts();
  const { family, candidate } = state;
  if (!candidate) {
    return <p className={styles.quiet}>{t('promotion.channel.noCandidate')}</p>;
  }
  const { buildId, decision } = candidate;
  return (
    <>
      <p className={styles.line}>
        <BuildLink family={family} buildId={buildId} />
        <DecisionMark of={decision} />
      </p>
      {decision.reasons.length > 0 && (
        <ul className={styles.reasons}>
          {decision.reasons.map(reason => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </>
  );
}
