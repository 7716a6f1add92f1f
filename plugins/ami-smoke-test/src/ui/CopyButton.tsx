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

import { ButtonIcon, Tooltip, TooltipTrigger } from '@backstage/ui';
import {
  RiCheckLine,
  RiErrorWarningLine,
  RiFileCopyLine,
  RiLink,
} from '@remixicon/react';
import { useTexts } from '../translations/useTexts';
import { useCopy } from './useCopy';

/**
 * Copies a text.
 *
 * @param props - `what` it is, for its label; the `text`, or what makes it when it is wanted; whether it is a `link`
 */
export function CopyButton(props: {
  what: string;
  text: string | (() => string);
  link?: boolean;
}) {
  const t = useTexts();
  const [copied, copy] = useCopy();
  const { what, text, link } = props;
  const label = {
    copied: t('ui.copied'),
    failed: t('ui.copyFailed', { what }),
    idle: t('ui.copy', { what }),
  }[copied ?? 'idle'];
  const icon = {
    copied: <RiCheckLine />,
    failed: <RiErrorWarningLine />,
    idle: link ? <RiLink /> : <RiFileCopyLine />,
  }[copied ?? 'idle'];
  return (
    <TooltipTrigger isOpen={copied === 'failed'}>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={label}
        icon={icon}
        onPress={() => copy(typeof text === 'string' ? text : text())}
      />
      <Tooltip>{label}</Tooltip>
    </TooltipTrigger>
  );
}
