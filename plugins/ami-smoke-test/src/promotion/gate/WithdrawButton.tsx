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

import type { Waiver } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Button } from '@backstage/ui';
import { useWithdrawWaiver } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { TroubleView } from '../../ui';

/** Ends a waiver: it can be given again, so nobody is asked twice. */
export function WithdrawButton({ waiver }: { waiver: Waiver }) {
  const t = useTexts();
  const withdraw = useWithdrawWaiver();
  const label = t('promotion.channel.withdraw');
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        aria-label={t('promotion.channel.withdrawLabel', {
          rule: t(`promotion.rule.${waiver.rule}`),
        })}
        isPending={withdraw.isPending}
        onPress={() => withdraw.mutate(waiver.id)}
      >
        {label}
      </Button>
      {Boolean(withdraw.error) && (
        <TroubleView what={label} error={withdraw.error} />
      )}
    </>
  );
}
