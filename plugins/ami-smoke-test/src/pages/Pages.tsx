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

import { Skeleton } from '@backstage/ui';
import { lazy, Suspense } from 'react';
import { Route, Routes, useParams } from 'react-router-dom';
import { PagesProvider, PicturesProvider, usePrefetchedRun } from '../data';
import { buildRouteRef, comparisonRouteRef, runRouteRef } from '../routes';
import {
  loadBuildPage,
  loadComparisonPage,
  loadFleetPage,
  loadRunPage,
} from './loaders';

const FleetPage = lazy(loadFleetPage);
const BuildPage = lazy(loadBuildPage);
const RunPage = lazy(loadRunPage);
const ComparisonPage = lazy(loadComparisonPage);

/** Every page below `/ami-smoke-test`, each loaded when it is first seen. */
export function Pages() {
  return (
    <PagesProvider>
      <PicturesProvider>
        <Suspense fallback={<Skeleton width="100%" height={400} />}>
          <Routes>
            <Route path="/" element={<FleetPage />} />
            <Route path={buildRouteRef.path} element={<BuildPage />} />
            <Route path={runRouteRef.path} element={<RunRoute />} />
            <Route
              path={comparisonRouteRef.path}
              element={<ComparisonPage />}
            />
          </Routes>
        </Suspense>
      </PicturesProvider>
    </PagesProvider>
  );
}

/** The run is on its way while its page still is. */
function RunRoute() {
  const { runId = '' } = useParams();
  usePrefetchedRun(runId);
  return <RunPage />;
}
