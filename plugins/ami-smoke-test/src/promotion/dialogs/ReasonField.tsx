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

import { TextAreaField } from '@backstage/ui';
import { useTexts } from '../../translations/useTexts';

/** Why: it stands in the history. */
export function ReasonField(props: {
  value: string;
  isRequired?: boolean;
  onChange: (reason: string) => void;
}) {
  const t = useTexts();
  const { value, isRequired = false, onChange } = props;
  return (
    <TextAreaField
      label={t(
        isRequired ? 'promotion.act.reason' : 'promotion.act.reasonOptional',
      )}
      description={t('promotion.act.reasonHint')}
      rows={2}
      maxLength={1000}
      isRequired={isRequired}
      // In a dialog the focus has to be somewhere, and this has to be filled in.
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={isRequired}
      value={value}
      onChange={onChange}
    />
  );
}
