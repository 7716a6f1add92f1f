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
import { Link } from '@backstage/ui';
import { CHANNELS_TAB } from '../../routes';
import { useTexts } from '../../translations/useTexts';
import { Instant } from '../../ui';
import { BuildLink } from '../BuildLink';
import { StandingMark } from '../marks';
import styles from './FleetChannels.module.css';

/** What a family has on a channel, and the way to its tab. */
export function ChannelCell(props: {
  entityHref: string;
  state: ChannelState | undefined;
}) {
  const t = useTexts();
  const { entityHref, state } = props;
  if (!state) {
    return (
      <span className={styles.quiet}>{t('promotion.fleet.notTaken')}</span>
    );
  }
  const { family, channel, standing, build } = state;
  return (
    <span className={styles.cell}>
      <Link
        href={`${entityHref}/${CHANNELS_TAB}`}
        standalone
        aria-label={t('promotion.fleet.open', {
          family,
          channel,
          standing: t(`promotion.standing.${standing}`),
        })}
      >
        <StandingMark of={state} />
      </Link>
      {build && (
        <>
          <BuildLink family={family} buildId={build.id} />
          <span className={styles.quiet}>
            <Instant at={build.since} />
          </span>
        </>
      )}
    </span>
  );
}
