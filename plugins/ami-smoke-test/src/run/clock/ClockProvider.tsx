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

import {
  createContext,
  type ReactNode,
  useContext,
  useSyncExternalStore,
} from 'react';
import type { Clock, ClockState } from './Clock';

const ClockContext = createContext<Clock | undefined>(undefined);

/** Gives a page its clock. */
export function ClockProvider(props: { clock: Clock; children: ReactNode }) {
  return (
    <ClockContext.Provider value={props.clock}>
      {props.children}
    </ClockContext.Provider>
  );
}

/** The page's clock, to set it or to ask it in an event handler: this alone draws nothing again. */
export function useClock(): Clock {
  const clock = useContext(ClockContext);
  if (!clock) throw new Error('There is no clock here: add a ClockProvider');
  return clock;
}

/**
 * A part of what the clock shows; what uses it is drawn again only when that part changes.
 *
 * @param select - gives a text, a number or another plain value
 */
export function useClockValue<T extends string | number | boolean | undefined>(
  select: (state: ClockState) => T,
): T {
  const clock = useClock();
  return useSyncExternalStore(clock.subscribe, () => select(clock.state));
}
