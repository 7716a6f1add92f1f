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

import { Button, Select, Skeleton } from '@backstage/ui';
import { useId, useState } from 'react';
import { useActs } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { TroubleView } from '../../ui';
import { ActItem } from './ActItem';
import styles from './ActHistory.module.css';

const ALL = '';

/** What was decided about a family's channels, newest first. */
export function ActHistory(props: { family: string; channels: string[] }) {
  const t = useTexts();
  const { family, channels } = props;
  const titleId = useId();
  const [channel, setChannel] = useState(ALL);
  const acts = useActs({ family, channel: channel || undefined });
  const items = acts.data?.pages.flatMap(page => page.items);
  return (
    <section className={styles.history} aria-labelledby={titleId}>
      <div className={styles.head}>
        <h2 id={titleId} className={styles.title}>
          {t('promotion.history.title')}
        </h2>
        <Select
          className={styles.filter}
          size="small"
          aria-label={t('promotion.history.channel')}
          options={[
            { value: ALL, label: t('promotion.history.allChannels') },
            ...channels.map(value => ({ value, label: value })),
          ]}
          value={channel}
          onChange={value => setChannel(String(value))}
        />
      </div>
      {!items && !acts.error && (
        <div role="status" aria-label={t('promotion.history.loading')}>
          <Skeleton width="100%" height={120} />
        </div>
      )}
      {!items && Boolean(acts.error) && (
        <TroubleView
          what={t('promotion.history.what')}
          error={acts.error}
          onRetry={() => acts.refetch()}
        />
      )}
      {items?.length === 0 && (
        <p className={styles.quiet}>{t('promotion.history.empty')}</p>
      )}
      {items && items.length > 0 && (
        <ol className={styles.acts}>
          {items.map(act => (
            <ActItem key={act.id} act={act} />
          ))}
        </ol>
      )}
      {acts.hasNextPage && (
        <div>
          <Button
            size="small"
            variant="secondary"
            isPending={acts.isFetchingNextPage}
            onPress={() => acts.fetchNextPage()}
          >
            {t('promotion.history.more')}
          </Button>
        </div>
      )}
    </section>
  );
}
