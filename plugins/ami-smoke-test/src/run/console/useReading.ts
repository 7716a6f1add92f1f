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

import { type RefObject, useEffect, useState } from 'react';

/**
 * Whether the reader moves about in the log by himself, so that nothing may move it under his eyes. It ends when he turns to
 * something outside of it.
 */
export function useReading(
  panel: RefObject<HTMLElement>,
  initially: boolean,
): [boolean, (reading: boolean) => void] {
  const [reading, setReading] = useState(initially);
  useEffect(() => {
    if (!reading) return undefined;
    const leave = (event: Event) => {
      if (!panel.current?.contains(event.target as Node)) setReading(false);
    };
    document.addEventListener('pointerdown', leave, true);
    document.addEventListener('keydown', leave, true);
    return () => {
      document.removeEventListener('pointerdown', leave, true);
      document.removeEventListener('keydown', leave, true);
    };
  }, [reading, panel]);
  return [reading, setReading];
}
