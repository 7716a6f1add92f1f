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

import { Button } from '@backstage/ui';
import { RiCheckLine, RiErrorWarningLine, RiLink } from '@remixicon/react';
import { useTexts } from '../../../translations/useTexts';
import { useCopy } from '../../../ui';

const ICONS = {
  idle: RiLink,
  copied: RiCheckLine,
  failed: RiErrorWarningLine,
};

/** Copies the address of what is shown, with the moment and the lines that are selected. */
export function CopyLinkAction() {
  const t = useTexts();
  const [copied = 'idle', copy] = useCopy();
  const Icon = ICONS[copied];
  const label = {
    idle: t('run.summary.copyLink'),
    copied: t('ui.copied'),
    failed: t('run.summary.notCopied'),
  }[copied];
  return (
    <Button
      size="small"
      variant="secondary"
      iconStart={<Icon size={16} />}
      onPress={() => copy(window.location.href)}
    >
      {label}
    </Button>
  );
}
