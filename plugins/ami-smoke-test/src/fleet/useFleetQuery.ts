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

import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router-dom';
import { type FleetQuery, readFleetQuery, writeFleetQuery } from './fleetQuery';

/** Changes what the reader wants to see; `replace` for what changes with every letter. */
export type ChangeFleetQuery = (
  change: Partial<FleetQuery>,
  options?: { replace: boolean },
) => void;

/** What the reader wants to see of the fleet: it stands in the address, to be shared. Both stay the same until that changes. */
export function useFleetQuery(): [FleetQuery, ChangeFleetQuery] {
  const [params, setParams] = useSearchParams();
  const query = useMemo(() => readFleetQuery(params), [params]);
  const latest = useRef(setParams);
  useEffect(() => {
    latest.current = setParams;
  });
  const change: ChangeFleetQuery = useCallback(
    (wish, options) =>
      latest.current(
        now => writeFleetQuery(now, { ...readFleetQuery(now), ...wish }),
        options,
      ),
    [],
  );
  return [query, change];
}
