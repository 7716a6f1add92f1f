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
import { useEffect, useState } from 'react';
import { type Pattern, patternOf, type SearchTerms } from './pattern';
import { hitsBetween } from './search';

/** How long is searched between two looks at what the reader does, in ms. */
const SLICE_MS = 12;
/** How many lines are searched between two looks at the time. */
const STEP = 50;

/** What a search has found so far. */
export interface Search {
  /** Finds the terms in one line; nothing while nothing is looked for. */
  pattern: Pattern | undefined;
  /** Why the regular expression is none. */
  problem: string | undefined;
  /** Indexes of lines, in order. */
  hits: number[];
  searching: boolean;
}

const NO_HITS: number[] = [];

/** Searches all lines, in slices so that the page stays quick; lines that arrive later are searched too. */
export function useSearch(lines: ConsoleLine[], terms: SearchTerms): Search {
  const { pattern, problem, compiling } = usePattern(terms);
  const [found, setFound] = useState<{ by?: Pattern; hits: number[] }>({
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
      const until = performance.now() + SLICE_MS;
      let next = from;
      while (next < lines.length && performance.now() < until) {
        hits.push(...hitsBetween(lines, pattern, next, next + STEP));
        next += STEP;
      }
      if (next >= lines.length) {
        setFound({ by: pattern, hits });
        setSearching(false);
        return;
      }
      timer = setTimeout(() => search(next));
    };
    timer = setTimeout(() => search(0));
    return () => clearTimeout(timer);
  }, [lines, pattern]);

  const hits = found.by === pattern ? found.hits : NO_HITS;
  return { pattern, problem, hits, searching: searching || compiling };
}

interface Compiled {
  from: string;
  pattern?: Pattern;
  problem?: string;
}

/** The pattern of the terms; while it is made, that of the terms before. */
function usePattern(terms: SearchTerms) {
  const { text, caseSensitive, regex } = terms;
  const from = JSON.stringify([text, caseSensitive, regex]);
  const [compiled, setCompiled] = useState<Compiled>({ from: '' });
  useEffect(() => {
    let current = true;
    compile({ text, caseSensitive, regex }).then(result => {
      if (current) setCompiled({ from, ...result });
    });
    return () => {
      current = false;
    };
  }, [from, text, caseSensitive, regex]);
  return { ...compiled, compiling: compiled.from !== from };
}

async function compile(
  terms: SearchTerms,
): Promise<{ pattern?: Pattern; problem?: string }> {
  if (terms.text === '') return {};
  try {
    return { pattern: await patternOf(terms) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
