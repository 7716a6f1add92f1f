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

import {
  type ChannelPolicy,
  type ChannelState,
  promotionCreatePermission,
  promotionRevokePermission,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Texts } from '../translations/useTexts';

/** Why the reader may not promote to a channel; nothing when they may. */
export function promotingRefused(
  t: Texts,
  state: Pick<ChannelState, 'may'>,
  policy: Pick<ChannelPolicy, 'promoters'> | undefined,
): string | undefined {
  if (state.may.promote) return undefined;
  const permission = promotionCreatePermission.name;
  return policy?.promoters === 'owners'
    ? t('promotion.act.needsOwner', { permission })
    : t('promotion.act.needs', { permission });
}

/** Why the reader may not revoke; nothing when they may. */
export function revokingRefused(
  t: Texts,
  state: Pick<ChannelState, 'may'>,
): string | undefined {
  const permission = promotionRevokePermission.name;
  return state.may.revoke
    ? undefined
    : t('promotion.act.needs', { permission });
}
