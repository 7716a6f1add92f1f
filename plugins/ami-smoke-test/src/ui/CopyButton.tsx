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

import { ButtonIcon } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine, RiLink } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { useTexts } from '../translations/useTexts';

/** How long it says that something was copied, in ms. */
const SAID_MS = 2_000;

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
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const icon = props.link ? <RiLink /> : <RiFileCopyLine />;
  return (
    <ButtonIcon
      size="small"
      variant="tertiary"
      aria-label={copied ? t('ui.copied') : t('ui.copy', { what: props.what })}
      icon={copied ? <RiCheckLine /> : icon}
      onPress={async () => {
        const { text } = props;
        await navigator.clipboard.writeText(
          typeof text === 'string' ? text : text(),
        );
        setCopied(true);
      }}
    />
  );
}
