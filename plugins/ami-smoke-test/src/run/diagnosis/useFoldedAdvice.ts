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

import { type RefCallback, useLayoutEffect, useState } from 'react';

/** Advice that is folded to its first lines until somebody wants to read it all. */
export interface FoldedAdvice {
  /** Of the element with the advice, each part of it in a `dd`. */
  ref: RefCallback<HTMLElement>;
  folded: boolean;
}

/** Folds advice away, and tells whether it cuts any text off. */
export function useFoldedAdvice(): FoldedAdvice & {
  cutsOff: boolean;
  toggle: () => void;
} {
  const [element, ref] = useState<HTMLElement | null>(null);
  const [folded, setFolded] = useState(true);
  const [cutsOff, setCutsOff] = useState(false);
  useLayoutEffect(() => {
    // Unfolded nothing is cut off: what was known before tells whether it can be folded again.
    if (!element || !folded) return undefined;
    const measure = () =>
      setCutsOff(
        Array.from(element.querySelectorAll('dd')).some(
          part => part.scrollHeight > part.clientHeight,
        ),
      );
    measure();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, folded]);
  return { ref, folded, cutsOff, toggle: () => setFolded(!folded) };
}
