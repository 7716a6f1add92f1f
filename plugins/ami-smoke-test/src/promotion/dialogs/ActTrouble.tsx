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

import { Alert } from '@backstage/ui';
import { decisionIn, isConflict } from '../../data';
import { useTexts } from '../../translations/useTexts';
import { TroubleView } from '../../ui';
import { DecisionView } from '../gate/DecisionView';

/** Why it was not done: somebody was faster, the gate refused it, or something else. Nothing while there is no error. */
export function ActTrouble(props: { what: string; error: unknown }) {
  const t = useTexts();
  const { what, error } = props;
  if (!error) return null;
  const decision = decisionIn(error);
  const message = error instanceof Error ? error.message : String(error);
  if (decision) {
    return (
      <div role="alert">
        <Alert
          status="danger"
          icon
          title={t('promotion.act.refused')}
          description={message}
        />
        <DecisionView decision={decision} />
      </div>
    );
  }
  if (isConflict(error)) {
    return (
      <div role="alert">
        <Alert
          status="warning"
          icon
          title={t('promotion.act.conflict.title')}
          description={`${message} ${t('promotion.act.conflict.hint')}`}
        />
      </div>
    );
  }
  return <TroubleView what={what} error={error} />;
}
