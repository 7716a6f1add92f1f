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

import copyToClipboard from 'copy-to-clipboard';
import { useCallback, useEffect, useState } from 'react';

/** How long it says how the copying went, in ms. */
const SAID_MS = 4_000;

/** How the copying went, shortly after it. */
export type Copied = 'copied' | 'failed' | undefined;

/** Copies a text, and says for a moment how that went. */
export function useCopy(): [Copied, (text: string) => Promise<void>] {
  const [copied, setCopied] = useState<Copied>();
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(undefined), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = useCallback(async (text: string) => {
    setCopied((await put(text)) ? 'copied' : 'failed');
  }, []);
  return [copied, copy];
}

/** Browsers have a clipboard only for pages over https and on localhost, and may be told to refuse it. */
async function put(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyToClipboard(text);
  }
}
