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

import { useEffect } from 'react';

/** Where a browser cannot tell when it is idle: after so long, in ms. */
const PATIENCE_MS = 200;

/**
 * Does something once, as soon as the browser has nothing better to do.
 *
 * @param work - the same function every time
 */
export function useWhenIdle(work: () => void): void {
  useEffect(() => {
    if (typeof requestIdleCallback === 'undefined') {
      const timer = setTimeout(work, PATIENCE_MS);
      return () => clearTimeout(timer);
    }
    const request = requestIdleCallback(work);
    return () => cancelIdleCallback(request);
  }, [work]);
}
