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

import { useCallback, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import {
  formatLineHash,
  parseLineHash,
  rangeOf,
  type LineRange,
} from './lineHash';

/** The lines that are selected: those that the address names, so that they can be shared. */
export interface LineSelection {
  range: LineRange | undefined;
  /** Selects a line; or, extending, all lines from the one that was selected last up to it. */
  select: (number: number, extend: boolean) => void;
}

/** Reads the selection from the address, and writes it there without a step in the history and without a jump. */
export function useLineSelection(): LineSelection {
  const location = useLocation();
  const navigate = useNavigate();
  const { pathname, search, hash } = location;
  const range = parseLineHash(hash);
  const anchor = useRef(range?.from);

  const write = useCallback(
    (newHash: string) =>
      navigate(
        { pathname, search, hash: newHash },
        { replace: true, preventScrollReset: true },
      ),
    [navigate, pathname, search],
  );
  const select = useCallback(
    (number: number, extend: boolean) => {
      if (!extend || anchor.current === undefined) anchor.current = number;
      write(formatLineHash(rangeOf(anchor.current, number)));
    },
    [write],
  );
  return { range, select };
}
