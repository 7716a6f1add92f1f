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
import { RiForbidLine, RiUpload2Line } from '@remixicon/react';
import { useState } from 'react';
import { useChannels } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { ActionButton } from '../ActionButton';
import { DialogOf } from '../DialogOf';
import { promotingRefused, revokingRefused } from '../refusals';
import type { Wish } from '../wish';

/** Promote and revoke a build; nothing where no channel takes its family. */
export function BuildDecisions({ build }: { build: Build }) {
  const t = useTexts();
  const { family } = build;
  const { data: list } = useChannels(family);
  const [wish, setWish] = useState<Wish>();
  const items = list?.items.filter(state => state.family === family) ?? [];
  if (!list || items.length === 0) return null;

  const revoked = build.promotion?.revoked
    ? t('promotion.act.alreadyRevoked')
    : undefined;
  const onWhich = items.find(({ may }) => may.promote) ?? items[0];
  const policy = list.channels.find(one => one.channel === onWhich.channel);
  return (
    <>
      <ActionButton
        label={t('promotion.act.promote')}
        icon={<RiUpload2Line size={16} aria-hidden />}
        refused={revoked ?? promotingRefused(t, onWhich, policy)}
        onPress={() => setWish({ kind: 'promote', buildId: build.id })}
      />
      <ActionButton
        label={t('promotion.act.revoke')}
        icon={<RiForbidLine size={16} aria-hidden />}
        refused={revoked ?? revokingRefused(t, items[0])}
        onPress={() => setWish({ kind: 'revoke', buildId: build.id })}
      />
      <DialogOf
        wish={wish}
        family={family}
        list={{ ...list, items }}
        onClose={() => setWish(undefined)}
      />
    </>
  );
}
