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

import { type RefObject, useLayoutEffect, useState } from 'react';
import { columnsIn, type Gutter } from './measures';

/** As long as nothing has been laid out. */
const USUAL = 80;

/** After how many characters lines are wrapped, as wide as the list is. */
export function useColumns(
  list: RefObject<HTMLElement>,
  gutter: Gutter,
): number {
  const [columns, setColumns] = useState(USUAL);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    const measure = () => setColumns(columnsIn(element, gutter));
    measure();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [list, gutter]);
  return columns;
}
