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

import { type RefObject, useCallback, useEffect, useState } from 'react';

/** Whether an element fills the screen, and how to change that; nothing to toggle where the browser does not let us. */
export function useFullScreen(element: RefObject<HTMLElement>): {
  full: boolean;
  toggle: (() => void) | undefined;
} {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const onChange = () =>
      setFull(
        element.current !== null &&
          document.fullscreenElement === element.current,
      );
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, [element]);
  const toggle = useCallback(() => {
    const asked = document.fullscreenElement
      ? document.exitFullscreen()
      : element.current?.requestFullscreen();
    asked?.catch(() => {}); // the reader or the browser refuses: it stays as it is
  }, [element]);
  return { full, toggle: document.fullscreenEnabled ? toggle : undefined };
}
