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

import type { ConsoleLine } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useEffect, useMemo, useState } from 'react';
import { hitsBetween, patternOf, type SearchTerms } from './search';

/** How many lines are searched between two looks at what the reader does. */
const SLICE = 4_000;

/** What a search has found so far. */
export interface Search {
  /** Finds the terms in one line; nothing while nothing is looked for. */
  pattern: RegExp | undefined;
  /** Why the regular expression is none. */
  problem: string | undefined;
  /** Indexes of lines, in order. */
  hits: number[];
  searching: boolean;
}

const NO_HITS: number[] = [];

/** Searches all lines, in slices so that the page stays quick; lines that arrive later are searched too. */
export function useSearch(lines: ConsoleLine[], terms: SearchTerms): Search {
  const { text, caseSensitive, regex } = terms;
  const { pattern, problem } = useMemo(
    () => compile({ text, caseSensitive, regex }),
    [text, caseSensitive, regex],
  );
  const [found, setFound] = useState<{ by?: RegExp; hits: number[] }>({
    hits: NO_HITS,
  });
  const [searching, setSearching] = useState(false);

  useEffect(() => {
    setSearching(Boolean(pattern));
    if (!pattern) {
      setFound({ hits: NO_HITS });
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hits: number[] = [];
    const search = (from: number) => {
      hits.push(...hitsBetween(lines, pattern, from, from + SLICE));
      if (from + SLICE >= lines.length) {
        setFound({ by: pattern, hits });
        setSearching(false);
        return;
      }
      timer = setTimeout(() => search(from + SLICE));
    };
    timer = setTimeout(() => search(0));
    return () => clearTimeout(timer);
  }, [lines, pattern]);

  const hits = found.by === pattern ? found.hits : NO_HITS;
  return { pattern, problem, hits, searching };
}

function compile(terms: SearchTerms): { pattern?: RegExp; problem?: string } {
  if (terms.text === '') return {};
  try {
    return { pattern: patternOf(terms) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
