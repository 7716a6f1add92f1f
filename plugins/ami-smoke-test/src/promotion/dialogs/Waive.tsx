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

import type { WaivableRule } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { DialogBody, DialogHeader, Select } from '@backstage/ui';
import { useState } from 'react';
import { useWaive } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { shortName } from '../BuildLink';
import { ActTrouble } from './ActTrouble';
import { DialogButtons } from './DialogButtons';
import styles from './dialogs.module.css';
import { ReasonField } from './ReasonField';
import { endOf, lengthsUpTo, USUAL_DAYS } from './waiverLengths';

/**
 * Lets a build pass a rule for a while.
 *
 * @param props - `maxDays`: for how long at most, where that is known; `onEnd`: it was given, or not
 */
export function Waive(props: {
  buildId: string;
  channel: string;
  rule: WaivableRule;
  maxDays: number | undefined;
  onEnd: () => void;
}) {
  const t = useTexts();
  const { buildId, channel, rule, maxDays, onEnd } = props;
  const lengths = lengthsUpTo(maxDays);
  const [days, setDays] = useState(
    lengths.includes(USUAL_DAYS) ? USUAL_DAYS : lengths[0],
  );
  const [reason, setReason] = useState('');
  const waive = useWaive();
  const build = t('promotion.build', { name: shortName(buildId) });
  const expiresAt = endOf(days, maxDays);
  const confirm = () =>
    waive.mutate(
      {
        buildId,
        channel,
        rule,
        reason: reason.trim(),
        expiresAt: expiresAt.toISOString(),
      },
      { onSuccess: onEnd },
    );
  return (
    <>
      <DialogHeader>
        {t('promotion.waive.title', {
          rule: t(`promotion.rule.${rule}`),
          build,
          channel,
        })}
      </DialogHeader>
      <DialogBody className={styles.body}>
        <p className={styles.line}>{t('promotion.waive.meaning')}</p>
        <ActTrouble what={t('promotion.act.trouble')} error={waive.error} />
        <ReasonField value={reason} isRequired onChange={setReason} />
        <Select
          label={t('promotion.waive.until')}
          description={
            maxDays === undefined
              ? undefined
              : t('promotion.waive.most', { count: maxDays })
          }
          options={lengths.map(count => ({
            value: String(count),
            label: t('promotion.waive.days', { count }),
          }))}
          value={String(days)}
          onChange={value => setDays(Number(value))}
        />
        <p className={styles.quiet}>
          {t('promotion.waive.ends', { date: expiresAt.toLocaleString() })}
        </p>
      </DialogBody>
      <DialogButtons
        confirm={t('promotion.waive.confirm')}
        isDisabled={reason.trim() === ''}
        isPending={waive.isPending}
        onBack={onEnd}
        onConfirm={confirm}
      />
    </>
  );
}
