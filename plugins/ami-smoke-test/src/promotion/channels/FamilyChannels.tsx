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

import { buildReadPermission } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Skeleton, VisuallyHidden } from '@backstage/ui';
import { useState } from 'react';
import { useChannels, useLiveUpdates } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { ConnectionLost, TroubleView } from '../../ui';
import { DialogOf } from '../DialogOf';
import { ActHistory } from '../history/ActHistory';
import type { Wish } from '../wish';
import { ChannelCard } from './ChannelCard';
import styles from './FamilyChannels.module.css';
import { NoChannels } from './NoChannels';

/** Every channel of a family in the order of the config, and what was decided about them. */
export function FamilyChannels({ family }: { family: string }) {
  const t = useTexts();
  const { data: list, ...asked } = useChannels(family);
  const [wish, setWish] = useState<Wish>();
  useLiveUpdates();

  if (!list) {
    return asked.error ? (
      <TroubleView
        what={t('promotion.what')}
        error={asked.error}
        permission={buildReadPermission.name}
        onRetry={() => asked.refetch()}
      />
    ) : (
      <div role="status" className={styles.channels}>
        <VisuallyHidden>{t('promotion.loading')}</VisuallyHidden>
        <Skeleton width="100%" height={220} />
        <Skeleton width="100%" height={220} />
      </div>
    );
  }
  if (list.channels.length === 0) return <NoChannels />;
  const items = list.items.filter(state => state.family === family);
  return (
    <div className={styles.channels}>
      {asked.error && <ConnectionLost since={asked.dataUpdatedAt} />}
      <VisuallyHidden>
        <h2>{t('promotion.title')}</h2>
      </VisuallyHidden>
      {items.length === 0 && <p>{t('promotion.channel.noFamily')}</p>}
      {list.channels.map(policy => {
        const state = items.find(({ channel }) => channel === policy.channel);
        return (
          state && (
            <ChannelCard
              key={policy.channel}
              state={state}
              policy={policy}
              onWish={setWish}
            />
          )
        );
      })}
      <ActHistory
        family={family}
        channels={items.map(({ channel }) => channel)}
      />
      <DialogOf
        wish={wish}
        family={family}
        list={{ ...list, items }}
        onClose={() => setWish(undefined)}
      />
    </div>
  );
}
