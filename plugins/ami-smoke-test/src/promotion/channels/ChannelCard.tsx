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
  ChannelPolicy,
  ChannelState,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Box } from '@backstage/ui';
import { useId, type ReactNode } from 'react';
import { useTexts } from '../../translations/useTexts';
import { StandingMark } from '../marks';
import type { Wish } from '../wish';
import { Candidate } from './Candidate';
import { ChannelActions } from './ChannelActions';
import styles from './ChannelCard.module.css';
import { InAws } from './InAws';
import { Occupant } from './Occupant';
import { PolicyLine } from './PolicyLine';

/** A channel of a family: what is on it, how far that has come into AWS, and what could come next. */
export function ChannelCard(props: {
  state: ChannelState;
  policy: ChannelPolicy;
  onWish: (wish: Wish) => void;
}) {
  const t = useTexts();
  const { state, policy, onWish } = props;
  const titleId = useId();
  return (
    <Box
      as="section"
      bg="neutral"
      className={styles.card}
      aria-labelledby={titleId}
    >
      <div className={styles.head}>
        <div>
          <div className={styles.title}>
            <h3 id={titleId} className={styles.name}>
              {state.channel}
            </h3>
            <StandingMark of={state} />
          </div>
          <PolicyLine policy={policy} />
        </div>
        <ChannelActions state={state} policy={policy} onWish={onWish} />
      </div>
      <div className={styles.parts}>
        <Part title={t('promotion.channel.on')}>
          <Occupant state={state} />
        </Part>
        {state.assignments.length > 0 && (
          <Part title={t('promotion.channel.aws')}>
            <InAws state={state} policy={policy} />
          </Part>
        )}
        <Part title={t('promotion.channel.next')}>
          <Candidate state={state} />
        </Part>
      </div>
    </Box>
  );
}

function Part(props: { title: string; children: ReactNode }) {
  return (
    <div className={styles.part}>
      <h4 className={styles.partTitle}>{props.title}</h4>
      {props.children}
    </div>
  );
}
