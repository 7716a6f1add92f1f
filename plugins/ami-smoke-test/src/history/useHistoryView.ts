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
import type { ListBuildsQuery } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { BuildsOfEntity } from '../entity';
import {
  queryOf,
  readView,
  withFilter,
  withoutFilters,
  withTrail,
  type HistoryFilters,
  type HistoryView,
} from './historyUrl';

/** The part of the history that is shown, and the ways to another part; all of it is in the URL. */
export interface HistoryNavigation {
  view: HistoryView;
  query: ListBuildsQuery;
  setFilter: (name: keyof HistoryFilters, value: string | undefined) => void;
  clearFilters: () => void;
  goTo: (trail: string[]) => void;
}

/** What the URL asks of the history of an entity. */
export function useHistoryView({
  family,
  entityRef,
}: BuildsOfEntity): HistoryNavigation {
  const [params, setParams] = useSearchParams();
  const address = params.toString();
  const view = useMemo(() => readView(new URLSearchParams(address)), [address]);
  const query = useMemo(
    () => queryOf({ family, entityRef }, view, Date.now()),
    [family, entityRef, view],
  );
  return {
    view,
    query,
    setFilter: (name, value) =>
      setParams(current => withFilter(current, name, value)),
    clearFilters: () => setParams(withoutFilters),
    goTo: trail => setParams(current => withTrail(current, trail)),
  };
}
