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
  PromotionAct,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  DialogBody,
  DialogHeader,
  Radio,
  RadioGroup,
  Skeleton,
} from '@backstage/ui';
import { useState } from 'react';
import { decisionIn, useActs, usePromote, usePromotionPlan } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { ago, TroubleView } from '../../ui';
import { shortName } from '../BuildLink';
import { DecisionView } from '../gate/DecisionView';
import type { Wish } from '../wish';
import { ActTrouble } from './ActTrouble';
import { DialogButtons } from './DialogButtons';
import styles from './dialogs.module.css';
import { OnChannelNow } from './OnChannelNow';
import { Plan } from './Plan';
import type { DialogProps } from './PromotionDialog';
import { ReasonField } from './ReasonField';

/** Rolls a channel back to what was on it before. */
export function RollBack(
  props: DialogProps<Extract<Wish, { kind: 'roll-back' }>>,
) {
  const t = useTexts();
  const { wish, family, list, onClose } = props;
  const { channel } = wish;
  const state = list.items.find(one => one.channel === channel)!;
  const acts = useActs({ family, channel });
  // They are about every channel, and so in the history of none.
  const ofFamily = useActs({ family });
  const stays = staysOf(state, itemsOf(acts), revokedIn(itemsOf(ofFamily)));
  const [chosen, setChosen] = useState<string>();
  const [reason, setReason] = useState('');
  const buildId = chosen ?? stays[0]?.buildId;
  const plan = usePromotionPlan(
    buildId ? { buildId, channel, rollBack: true } : undefined,
  );
  const promote = usePromote();
  const decision = plan.data?.decision ?? decisionIn(plan.error);

  const confirm = () =>
    promote.mutate(
      {
        buildId,
        channel,
        rollBack: true,
        reason: reason.trim(),
        expected: state.build?.id ?? null,
      },
      { onSuccess: onClose },
    );
  return (
    <>
      <DialogHeader>
        {t('promotion.rollBack.title', { channel, family })}
      </DialogHeader>
      <DialogBody className={styles.body}>
        <OnChannelNow state={state} />
        <ActTrouble what={t('promotion.act.trouble')} error={promote.error} />
        {acts.isPending && stays.length === 0 && (
          <Skeleton width="100%" height={80} />
        )}
        {acts.error && (
          <TroubleView
            what={t('promotion.rollBack.what')}
            error={acts.error}
            onRetry={() => acts.refetch()}
          />
        )}
        {stays.length > 0 && (
          <RadioGroup
            label={t('promotion.rollBack.to')}
            description={t('promotion.rollBack.hint')}
            value={buildId}
            onChange={value => {
              promote.reset();
              setChosen(value);
            }}
          >
            {stays.map(stay => (
              <Radio key={stay.buildId} value={stay.buildId}>
                {t('promotion.build', { name: shortName(stay.buildId) })}
                {stay.at && ` · ${ago(new Date(stay.at), Date.now())}`}
                {stay.buildId === state.previous?.buildId &&
                  ` · ${t('promotion.rollBack.previous')}`}
              </Radio>
            ))}
          </RadioGroup>
        )}
        <ReasonField value={reason} isRequired onChange={setReason} />
        {decision && <DecisionView decision={decision} />}
        {plan.data && <Plan publications={plan.data.publications} />}
        {plan.error && !decision && (
          <TroubleView what={t('promotion.plan.what')} error={plan.error} />
        )}
      </DialogBody>
      <DialogButtons
        confirm={t('promotion.rollBack.confirm')}
        isDisabled={reason.trim() === '' || plan.data?.outcome !== 'planned'}
        isPending={promote.isPending}
        onConfirm={confirm}
      />
    </>
  );
}

function itemsOf({ data }: ReturnType<typeof useActs>): PromotionAct[] {
  return data?.pages.flatMap(one => one.items) ?? [];
}

function revokedIn(acts: PromotionAct[]): Set<string> {
  return new Set(
    acts
      .filter(({ type }) => type === 'revocation')
      .map(({ buildId }) => buildId),
  );
}

/** What was on the channel before and could be again, each build once: the one before first, then the newest; `at`: when it was put there. */
function staysOf(
  { build, previous }: ChannelState,
  acts: PromotionAct[],
  revoked: Set<string>,
): { buildId: string; at?: string }[] {
  const stays = new Map<string, { buildId: string; at?: string }>();
  if (previous) stays.set(previous.buildId, { buildId: previous.buildId });
  for (const { type, buildId, at } of acts) {
    const putThere = type === 'promotion' || type === 'roll-back';
    const known = stays.get(buildId);
    if (!putThere || revoked.has(buildId)) continue;
    if (buildId === build?.id || known?.at) continue;
    stays.set(buildId, { buildId, at });
  }
  return [...stays.values()];
}
