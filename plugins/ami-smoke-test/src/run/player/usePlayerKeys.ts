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

import { type RefObject, useEffect, useRef } from 'react';
import { actionOf, type KeyAction } from './keys';

/**
 * Lets the keys drive the player.
 *
 * @param player - the player's element
 * @param everywhere - whether they work while the focus is not in the player, too: then, where it does not matter to anything else
 */
export function usePlayerKeys(
  player: RefObject<HTMLElement>,
  everywhere: boolean,
  act: (action: KeyAction) => void,
) {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target;
      if (!(target instanceof Element)) return;
      const inPlayer = player.current?.contains(target) ?? false;
      if (!inPlayer && !everywhere) return;
      if (target.closest('[data-own-keys]')) return;
      const action = actionOf(event, target, inPlayer ? 'player' : 'other');
      if (!action) return;
      event.preventDefault();
      latest.current(action);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [player, everywhere]);
}
