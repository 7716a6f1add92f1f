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
  PromotionAct,
  RevocationRequest,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Checkbox, DialogBody, DialogHeader, Skeleton } from '@backstage/ui';
import { useState } from 'react';
import { useRevocationPlan, useRevoke } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { TroubleView } from '../../ui';
import { shortName } from '../BuildLink';
import type { Wish } from '../wish';
import { ActTrouble } from './ActTrouble';
import { DialogButtons } from './DialogButtons';
import styles from './dialogs.module.css';
import { Plan } from './Plan';
import type { DialogProps } from './PromotionDialog';
import { ReasonField } from './ReasonField';

/** The question what would happen takes a reason, too, though it stands in no history. */
const NO_REASON_YET = 'dry run';

/** Revokes a build: it shows first what happens to each channel. */
export function Revoke(props: DialogProps<Extract<Wish, { kind: 'revoke' }>>) {
  const t = useTexts();
  const { wish, family, onClose } = props;
  const { buildId } = wish;
  const [reason, setReason] = useState('');
  const [leaveEmpty, setLeaveEmpty] = useState(false);
  const wanted: RevocationRequest = {
    buildId,
    leaveEmpty,
    reason: NO_REASON_YET,
  };
  const plan = useRevocationPlan(wanted);
  const revoke = useRevoke();
  const isUnchanged = plan.data?.outcome === 'unchanged';

  const confirm = () =>
    revoke.mutate({ ...wanted, reason: reason.trim() }, { onSuccess: onClose });
  const build = t('promotion.build', { name: shortName(buildId) });
  return (
    <>
      <DialogHeader>
        {t('promotion.revoke.title', { build, family })}
      </DialogHeader>
      <DialogBody className={styles.body}>
        <p className={styles.line}>{t('promotion.revoke.meaning')}</p>
        <ActTrouble what={t('promotion.act.trouble')} error={revoke.error} />
        <ReasonField value={reason} isRequired onChange={setReason} />
        <Checkbox isSelected={leaveEmpty} onChange={setLeaveEmpty}>
          {t('promotion.revoke.leaveEmpty')}
        </Checkbox>
        {plan.isPending && <Skeleton width="100%" height={64} />}
        {plan.error && (
          <TroubleView
            what={t('promotion.revoke.what')}
            error={plan.error}
            onRetry={() => plan.refetch()}
          />
        )}
        {isUnchanged && <p>{t('promotion.act.alreadyRevoked')}</p>}
        {plan.data && !isUnchanged && (
          <>
            <Consequences acts={plan.data.acts} />
            <Plan publications={plan.data.publications} />
          </>
        )}
      </DialogBody>
      <DialogButtons
        confirm={t('promotion.revoke.confirm')}
        destructive
        isDisabled={reason.trim() === '' || plan.isPending || isUnchanged}
        isPending={revoke.isPending}
        onConfirm={confirm}
      />
    </>
  );
}

/** What becomes of each channel. */
function Consequences({ acts }: { acts: PromotionAct[] }) {
  const t = useTexts();
  const about = acts.filter(({ channel }) => channel !== undefined);
  if (about.length === 0) {
    return <p className={styles.line}>{t('promotion.revoke.onNone')}</p>;
  }
  return (
    <div aria-live="polite">
      <p className={styles.line}>{t('promotion.revoke.happens')}</p>
      <ul className={styles.list}>
        {about.map(({ id, type, channel, buildId }) => (
          <li key={id} className={styles.line}>
            <strong>{channel}</strong>
            {type === 'roll-back'
              ? t('promotion.revoke.roll-back', {
                  build: t('promotion.build', { name: shortName(buildId) }),
                })
              : t('promotion.revoke.clearing')}
          </li>
        ))}
      </ul>
    </div>
  );
}
