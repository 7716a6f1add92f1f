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

import type { PromotionAct } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useState } from 'react';
import { useTexts } from '../../translations/useTexts';
import { Instant, Person } from '../../ui';
import { BuildLink } from '../BuildLink';
import { DecisionView } from '../gate/DecisionView';
import { ActMark } from '../marks';
import styles from './ActHistory.module.css';

/** One act: who decided what, when and why; it opens what the gate said then. */
export function ActItem({ act }: { act: PromotionAct }) {
  const t = useTexts();
  const { family, channel, buildId, replaces, rule, reason, expiresAt } = act;
  return (
    <li className={styles.act}>
      <span>
        <ActMark of={act} />
      </span>
      <div className={styles.what}>
        <span className={styles.line}>
          <strong>{channel ?? t('promotion.history.everyChannel')}</strong>
          <BuildLink family={family} buildId={buildId} />
          {rule && <span>{t(`promotion.rule.${rule}`)}</span>}
          {expiresAt && (
            <span className={styles.quiet}>
              {t('promotion.history.until', {
                date: new Date(expiresAt).toLocaleString(),
              })}
            </span>
          )}
          {replaces && replaces !== buildId && (
            <span className={styles.quiet}>
              {t('promotion.history.instead')}{' '}
              <BuildLink family={family} buildId={replaces} />
            </span>
          )}
          <span className={styles.quiet}>
            {t('promotion.channel.by')} <Person subject={act.by} />
          </span>
        </span>
        {reason && <span className={styles.quiet}>“{reason}”</span>}
        {act.decision && <Said decision={act.decision} />}
      </div>
      <span className={styles.quiet}>
        <Instant at={act.at} />
      </span>
    </li>
  );
}

/** A decision is long: it is drawn when somebody opens it. */
function Said(props: { decision: NonNullable<PromotionAct['decision']> }) {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>{t('promotion.gate.said')}</summary>
      {isOpen && <DecisionView decision={props.decision} />}
    </details>
  );
}
