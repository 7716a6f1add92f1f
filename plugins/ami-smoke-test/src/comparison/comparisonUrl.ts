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

import { momentOfSearch, searchWithMoment } from '../run/clock/address';

/** How two frames are laid on each other. */
export const VIEWS = ['side-by-side', 'difference', 'overlay'] as const;

/** {@inheritDoc VIEWS} */
export type View = (typeof VIEWS)[number];

/** What of the comparison is shown; it stands in the address. */
export interface ComparisonView {
  /** The run that was asked for; without it, the last good one. */
  other?: string;
  /** In ms, in the address in seconds as on the page of a run; without it, the first moment that differs. */
  offsetMs?: number;
  view: View;
}

/** Reads what is shown from the address; what it does not know is as if it were not there. */
export function readComparisonView(params: URLSearchParams): ComparisonView {
  return {
    other: params.get('with') ?? undefined,
    offsetMs: momentOfSearch(params.toString()),
    view: VIEWS.find(view => view === params.get('view')) ?? VIEWS[0],
  };
}

/** Writes what is shown into the address, and leaves everything else in it alone. */
export function writeComparisonView(
  params: URLSearchParams,
  shown: ComparisonView,
): URLSearchParams {
  const next = new URLSearchParams(
    searchWithMoment(params.toString(), shown.offsetMs),
  );
  const put = (name: string, value: string | undefined) =>
    value === undefined ? next.delete(name) : next.set(name, value);
  put('with', shown.other);
  put('view', shown.view === VIEWS[0] ? undefined : shown.view);
  return next;
}
