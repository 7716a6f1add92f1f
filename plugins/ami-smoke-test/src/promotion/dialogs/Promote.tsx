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
  GateRule,
  GateRuleResult,
  WaivableRule,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  Alert,
  Button,
  DialogBody,
  DialogHeader,
  Select,
  Skeleton,
} from '@backstage/ui';
import { useState } from 'react';
import { useGate, usePromote, usePromotionPlan } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { TroubleView } from '../../ui';
import { shortName } from '../BuildLink';
import { DecisionView } from '../gate/DecisionView';
import { WithdrawButton } from '../gate/WithdrawButton';
import { promotingRefused } from '../refusals';
import type { Wish } from '../wish';
import { ActTrouble } from './ActTrouble';
import { DialogButtons } from './DialogButtons';
import styles from './dialogs.module.css';
import { OnChannelNow } from './OnChannelNow';
import { Plan } from './Plan';
import type { DialogProps } from './PromotionDialog';
import { ReasonField } from './ReasonField';
import { Waive } from './Waive';

/** Promotes a build: the gate is asked first, and anew for each channel. */
export function Promote(
  props: DialogProps<Extract<Wish, { kind: 'promote' }>>,
) {
  const t = useTexts();
  const { wish, family, list, onClose } = props;
  const { buildId } = wish;
  const [channel, setChannel] = useState(
    () =>
      wish.channel ??
      (list.items.find(({ may }) => may.promote) ?? list.items[0]).channel,
  );
  const [reason, setReason] = useState('');
  const [waiving, setWaiving] = useState<WaivableRule>();
  const gate = useGate(buildId, channel);
  const promote = usePromote();

  const state = list.items.find(one => one.channel === channel)!;
  const policy = list.channels.find(one => one.channel === channel);
  const refused = promotingRefused(t, state, policy);
  const isAllowed = gate.data?.decision === 'allow' && refused === undefined;
  const plan = usePromotionPlan(isAllowed ? { buildId, channel } : undefined);
  const isUnchanged = plan.data?.outcome === 'unchanged';

  const choose = (chosen: string) => {
    promote.reset();
    setChannel(chosen);
  };
  const confirm = () =>
    promote.mutate(
      {
        buildId,
        channel,
        reason: reason.trim() || undefined,
        expected: state.build?.id ?? null,
      },
      { onSuccess: onClose },
    );
  const actionOf = ({ rule, state: said, waiver }: GateRuleResult) => {
    if (!state.may.waive) return null;
    if (said === 'waived' && waiver) return <WithdrawButton waiver={waiver} />;
    if (said !== 'fail' || !isWaivable(rule)) return null;
    return (
      <Button size="small" variant="secondary" onPress={() => setWaiving(rule)}>
        {t('promotion.act.waive')}
      </Button>
    );
  };

  if (waiving) {
    return (
      <Waive
        buildId={buildId}
        channel={channel}
        rule={waiving}
        maxDays={list.maxWaiverDays}
        onEnd={() => setWaiving(undefined)}
      />
    );
  }
  const build = t('promotion.build', { name: shortName(buildId) });
  return (
    <>
      <DialogHeader>
        {t('promotion.promote.title', { build, family })}
      </DialogHeader>
      <DialogBody className={styles.body}>
        <Select
          label={t('promotion.promote.channel')}
          options={list.items.map(one => ({
            value: one.channel,
            label: one.channel,
          }))}
          value={channel}
          onChange={value => choose(String(value))}
        />
        <OnChannelNow state={state} />
        <ActTrouble what={t('promotion.act.trouble')} error={promote.error} />
        {refused !== undefined && <Alert status="info" icon title={refused} />}
        {gate.data && <DecisionView decision={gate.data} actionOf={actionOf} />}
        {gate.isPending && (
          <div role="status" aria-label={t('promotion.gate.loading')}>
            <Skeleton width="100%" height={160} />
          </div>
        )}
        {gate.error && (
          <TroubleView
            what={t('promotion.gate.what')}
            error={gate.error}
            onRetry={() => gate.refetch()}
          />
        )}
        {isUnchanged && (
          <Alert
            status="info"
            icon
            title={t('promotion.promote.unchanged', { channel })}
          />
        )}
        {plan.data && !isUnchanged && (
          <Plan publications={plan.data.publications} />
        )}
        {plan.error && (
          <TroubleView what={t('promotion.plan.what')} error={plan.error} />
        )}
        {isAllowed && <ReasonField value={reason} onChange={setReason} />}
      </DialogBody>
      <DialogButtons
        confirm={t('promotion.promote.confirm', { channel })}
        isDisabled={!isAllowed || isUnchanged}
        isPending={promote.isPending}
        onConfirm={confirm}
      />
    </>
  );
}

const WAIVABLE: Record<WaivableRule, true> = {
  'required-runs': true,
  'evidence-age': true,
  findings: true,
  regions: true,
  'previous-channel': true,
};

function isWaivable(rule: GateRule): rule is WaivableRule {
  return Object.hasOwn(WAIVABLE, rule);
}
