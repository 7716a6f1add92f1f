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

import { Button, DialogFooter } from '@backstage/ui';
import { useTexts } from '../../translations/useTexts';

/** The ways out of a dialog: doing it, and leaving it. */
export function DialogButtons(props: {
  confirm: string;
  isDisabled: boolean;
  isPending: boolean;
  destructive?: boolean;
  /** Where leaving it leads back to something else. */
  onBack?: () => void;
  onConfirm: () => void;
}) {
  const t = useTexts();
  const { confirm, isDisabled, isPending, destructive, onBack } = props;
  return (
    <DialogFooter>
      <Button
        variant="primary"
        destructive={destructive}
        isDisabled={isDisabled}
        isPending={isPending}
        onPress={props.onConfirm}
      >
        {confirm}
      </Button>
      {onBack ? (
        <Button variant="secondary" onPress={onBack}>
          {t('promotion.act.back')}
        </Button>
      ) : (
        <Button variant="secondary" slot="close">
          {t('promotion.act.cancel')}
        </Button>
      )}
    </DialogFooter>
  );
}
