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

import { startTransition, useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import type { ConsoleLog } from '../../data';
import { type Film, momentMeant } from '../film/film';
import { lineOfHash, momentOfSearch, searchWithMoment } from './address';
import type { Clock } from './Clock';

/** The address follows once the clock has stood still for so long, in ms: scrubbing must not wait for the router. */
const STILL_MS = 300;

/**
 * Keeps the moment of the clock and the one in the address the same, in both directions. A link to a line that names no moment,
 * `#L120`, means the line's own.
 */
export function useClockInAddress(
  clock: Clock,
  film: Film,
  log: ConsoleLog | undefined,
) {
  const location = useLocation();
  const navigate = useNavigate();
  const latest = useRef(location);
  latest.current = location;
  const known = useRef(momentOfSearch(location.search));

  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      const { momentMs, moved } = clock.state;
      const chosen = moved ? Math.round(momentMs) : undefined;
      if (chosen === known.current) return;
      known.current = chosen;
      const { search, hash } = latest.current;
      // Much of an app knows the address. Who goes on scrubbing meanwhile does not wait for it.
      startTransition(() =>
        navigate(
          { search: searchWithMoment(search, chosen), hash },
          { replace: true, preventScrollReset: true },
        ),
      );
    };
    const unsubscribe = clock.subscribe(() => {
      clearTimeout(waiting);
      if (!clock.state.playing) waiting = setTimeout(write, STILL_MS);
    });
    return () => {
      clearTimeout(waiting);
      unsubscribe();
    };
  }, [clock, navigate]);

  useEffect(() => {
    const named = momentOfSearch(location.search);
    if (named === known.current) return;
    known.current = named;
    if (named === undefined) clock.follow();
    else clock.seek(momentMeant(film, named));
  }, [clock, film, location.search]);

  const line = lineOfHash(location.hash);
  const lineMs =
    line === undefined ? undefined : log?.lines[line - 1]?.offsetMs;
  useEffect(() => {
    if (lineMs !== undefined && !clock.state.moved) clock.seek(lineMs);
  }, [clock, lineMs]);
}
