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
  Publication,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../translations/useTexts';
import { ago } from '../../ui';
import { Facts } from '../Facts';
import { PublicationMark } from '../marks';
import styles from './ChannelCard.module.css';

/** How far what is on a channel has come into AWS: what differs is shown, what agrees is folded. */
export function InAws(props: { state: ChannelState; policy: ChannelPolicy }) {
  const t = useTexts();
  const { state, policy } = props;
  const publications = state.assignments.flatMap(one => one.publications);
  const agreed = publications.filter(one => one.state === 'agreed');
  const others = publications.filter(one => one.state !== 'agreed');
  if (publications.length === 0) {
    return (
      <p className={styles.quiet}>
        {policy.publishers.length > 0
          ? t('promotion.channel.notPublished')
          : t('promotion.channel.nothingPublished')}
      </p>
    );
  }
  return (
    <>
      {others.length > 0 && (
        <ul className={styles.list}>{others.map(toItem)}</ul>
      )}
      {agreed.length > 0 && (
        <details>
          <summary className={styles.summary}>
            <PublicationMark of={{ state: 'agreed' }} />{' '}
            {t('promotion.channel.agreedIn', { count: agreed.length })}
          </summary>
          <ul className={styles.list}>{agreed.map(toItem)}</ul>
        </details>
      )}
    </>
  );
}

function toItem(publication: Publication) {
  const { publisher, accountId, region, imageId } = publication;
  const key = [publisher, accountId, region, imageId].join(' ');
  return (
    <li key={key}>
      <PublicationView publication={publication} />
    </li>
  );
}

function PublicationView({ publication }: { publication: Publication }) {
  const t = useTexts();
  const { publisher, region, message, facts, checkedAt } = publication;
  return (
    <>
      <p className={styles.line}>
        <PublicationMark of={publication} />
        <span>{t('promotion.plan.place', { publisher, region })}</span>
        <span className={styles.quiet}>
          {checkedAt
            ? t('promotion.channel.checked', {
                ago: ago(new Date(checkedAt), Date.now()),
              })
            : t('promotion.channel.neverChecked')}
        </span>
      </p>
      {message && <p className={styles.line}>{message}</p>}
      <Facts facts={facts} />
    </>
  );
}
