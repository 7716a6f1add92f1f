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
  ChannelState,
  RetestState,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import { imageUrl } from '../../aws';
import { buildRouteRef } from '../../routes';
import { useTexts } from '../../translations/useTexts';
import { Instant, Person } from '../../ui';
import { BuildLink } from '../BuildLink';
import { EvidenceLinks } from '../gate/EvidenceLinks';
import { Mark, type Tone } from '../Mark';
import styles from './ChannelCard.module.css';
import { Waivers } from './Waivers';

/** What is on a channel: its images, since when and by whom, and what proves that they are good. */
export function Occupant({ state }: { state: ChannelState }) {
  const t = useTexts();
  const { family, build, assignments, evidence, retest } = state;
  if (!build) {
    return <p className={styles.quiet}>{t('promotion.channel.empty')}</p>;
  }
  return (
    <>
      <p className={styles.line}>
        <strong>
          <BuildLink family={family} buildId={build.id} />
        </strong>
        <span className={styles.quiet}>
          <Instant at={build.since} /> · {t('promotion.channel.by')}{' '}
          <Person subject={build.by} />
        </span>
      </p>
      {build.reason && <p className={styles.quiet}>“{build.reason}”</p>}
      <ul className={styles.list} aria-label={t('promotion.channel.images')}>
        {assignments.map(({ accountId, region, imageId }) => (
          <li key={`${accountId} ${region}`} className={styles.line}>
            <span>{region}</span>
            <ImageLink region={region} imageId={imageId} />
          </li>
        ))}
      </ul>
      {evidence.length > 0 ? (
        <EvidenceLinks evidence={evidence} />
      ) : (
        <p className={styles.quiet}>{t('promotion.channel.noEvidence')}</p>
      )}
      <Waivers state={state} />
      {retest && <Retest retest={retest} />}
    </>
  );
}

function ImageLink(props: { region: string; imageId: string | undefined }) {
  const t = useTexts();
  const { region, imageId } = props;
  if (!imageId) return <>{t('promotion.channel.absent')}</>;
  const href = imageUrl(region, imageId);
  return href ? (
    <Link href={href} className={styles.image}>
      {imageId}
    </Link>
  ) : (
    <span className={styles.image}>{imageId}</span>
  );
}

const RETESTS: Record<RetestState['state'], Tone> = {
  due: 'none',
  running: 'busy',
  passed: 'good',
  failed: 'bad',
  errored: 'doubtful',
};

function Retest({ retest }: { retest: RetestState }) {
  const t = useTexts();
  const buildRoute = useRouteRef(buildRouteRef);
  const { state, buildId, lastAt, nextAt, reason, hindered } = retest;
  const label = t('promotion.channel.retest');
  const isDue = Date.parse(nextAt) <= Date.now();
  return (
    <>
      <p className={styles.line}>
        {buildId ? (
          <Link href={buildRoute({ buildId })}>{label}</Link>
        ) : (
          <span>{label}</span>
        )}
        <Mark tone={RETESTS[state]}>{t(`promotion.retestState.${state}`)}</Mark>
        <span className={styles.quiet}>
          {lastAt && (
            <>
              <Instant at={lastAt} /> ·{' '}
            </>
          )}
          {isDue && !hindered && t('promotion.channel.retestNow')}
          {!isDue &&
            t('promotion.channel.retestNext', {
              date: new Date(nextAt).toLocaleString(),
            })}
        </span>
      </p>
      {reason && <p className={styles.quiet}>{reason}</p>}
      {hindered && (
        <p className={styles.line}>
          <Mark tone="bad">{t('promotion.channel.retestHindered')}</Mark>
          <span>{hindered}</span>
        </p>
      )}
    </>
  );
}
