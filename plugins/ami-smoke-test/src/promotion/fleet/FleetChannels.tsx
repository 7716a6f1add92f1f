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
  ChannelList,
  ChannelState,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Button, Flex, Text } from '@backstage/ui';
import { useMemo } from 'react';
import { useEntityHref } from '../../fleet/useEntityHref';
import { useGrowingPage } from '../../fleet/useGrowingPage';
import { useChannels } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { ChannelCell } from './ChannelCell';
import styles from './FleetChannels.module.css';

/** What is where: families × channels. Nothing where no channel is configured, or while that is not known. */
export function FleetChannels() {
  const t = useTexts();
  const { data: list } = useChannels();
  if (!list || list.items.length === 0) return null;
  return (
    <Flex direction="column" gap="2">
      <Text as="h2" variant="title-x-small" weight="bold">
        {t('promotion.fleet.title')}
      </Text>
      <Text variant="body-small" color="secondary">
        {t('promotion.fleet.meaning')}
      </Text>
      <Matrix list={list} />
    </Flex>
  );
}

function Matrix({ list }: { list: ChannelList }) {
  const t = useTexts();
  const entityHref = useEntityHref();
  const { channels } = list;
  const families = useMemo(() => familiesOf(list.items), [list.items]);
  const page = useGrowingPage(families, 'all');
  return (
    <>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('promotion.fleet.family')}</th>
            {channels.map(({ channel, description }) => (
              <th key={channel} scope="col" title={description}>
                {channel}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.items.map(({ family, states }) => {
            const href = entityHref(states[0].entityRef);
            return (
              <tr key={family}>
                <th scope="row">{family}</th>
                {channels.map(({ channel }) => (
                  <td key={channel} data-channel={channel}>
                    <ChannelCell
                      entityHref={href}
                      state={states.find(one => one.channel === channel)}
                    />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
      {page.left > 0 && (
        <div>
          <Button variant="secondary" onPress={page.grow}>
            {t('fleet.more', { count: Math.min(page.step, page.left) })}
          </Button>
        </div>
      )}
    </>
  );
}

/** The channels of each family, by its name. */
function familiesOf(
  items: ChannelState[],
): { family: string; states: ChannelState[] }[] {
  const families = new Map<string, ChannelState[]>();
  for (const state of items) {
    families.set(state.family, [...(families.get(state.family) ?? []), state]);
  }
  return [...families]
    .map(([family, states]) => ({ family, states }))
    .sort((a, b) => a.family.localeCompare(b.family));
}
