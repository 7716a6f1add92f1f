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
import {
  RiArrowGoBackLine,
  RiForbidLine,
  RiUpload2Line,
} from '@remixicon/react';
import { useTexts } from '../../translations/useTexts';
import { ActionButton } from '../ActionButton';
import { promotingRefused, revokingRefused } from '../refusals';
import type { Wish } from '../wish';
import styles from './ChannelCard.module.css';

/** What can be done with a channel. */
export function ChannelActions(props: {
  state: ChannelState;
  policy: ChannelPolicy;
  onWish: (wish: Wish) => void;
}) {
  const t = useTexts();
  const { state, policy, onWish } = props;
  const { channel, build, candidate, previous } = state;
  const notPermitted = promotingRefused(t, state, policy);
  return (
    <div
      className={styles.actions}
      role="group"
      aria-label={t('promotion.channel.actions', { channel })}
    >
      <ActionButton
        label={t('promotion.act.promote')}
        icon={<RiUpload2Line size={16} aria-hidden />}
        variant={
          candidate?.decision.decision === 'allow' ? 'primary' : 'secondary'
        }
        refused={
          notPermitted ??
          (candidate ? undefined : t('promotion.act.noCandidate'))
        }
        onPress={() =>
          candidate &&
          onWish({ kind: 'promote', buildId: candidate.buildId, channel })
        }
      />
      <ActionButton
        label={t('promotion.act.rollBack')}
        icon={<RiArrowGoBackLine size={16} aria-hidden />}
        refused={
          notPermitted ?? (previous ? undefined : t('promotion.act.noPrevious'))
        }
        onPress={() => onWish({ kind: 'roll-back', channel })}
      />
      <ActionButton
        label={t('promotion.act.revoke')}
        icon={<RiForbidLine size={16} aria-hidden />}
        refused={
          revokingRefused(t, state) ??
          (build ? undefined : t('promotion.act.nothingOn'))
        }
        onPress={() => build && onWish({ kind: 'revoke', buildId: build.id })}
      />
    </div>
  );
}
