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
import { RiCheckLine, RiLink } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { useTexts } from '../../../translations/useTexts';

/** How long it says that the link was copied, in ms. */
const SAID_MS = 2_000;

/** Copies the address of what is shown, with the moment and the lines that are selected. */
export function CopyLinkAction() {
  const t = useTexts();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      size="small"
      variant="secondary"
      iconStart={copied ? <RiCheckLine size={16} /> : <RiLink size={16} />}
      onPress={async () => {
        await navigator.clipboard.writeText(window.location.href);
        setCopied(true);
      }}
    >
      {copied ? t('ui.copied') : t('run.summary.copyLink')}
    </Button>
  );
}
