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

import { useMemo, useState } from 'react';

/** How many rows there are at first, and how many more each time. */
const STEP = 50;

/** The beginning of a long list. */
export interface GrowingPage<T> {
  items: T[];
  /** How many are not shown. */
  left: number;
  /** By how many at most it grows. */
  step: number;
  grow(): void;
}

/**
 * Shows the beginning of a list, and more of it when that is asked for.
 *
 * @param of - what the list answers: with another question it is short again
 */
export function useGrowingPage<T>(list: T[], of: unknown): GrowingPage<T> {
  const [page, setPage] = useState({ of, size: STEP });
  const size = page.of === of ? page.size : STEP;
  const items = useMemo(() => list.slice(0, size), [list, size]);
  return {
    items,
    left: list.length - items.length,
    step: STEP,
    grow: () => setPage({ of, size: size + STEP }),
  };
}
