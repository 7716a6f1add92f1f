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

import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { lazy, Suspense } from 'react';

const BuildDecisions = lazy(() =>
  import('./onBuild').then(m => ({ default: m.BuildDecisions })),
);

/** Promote and revoke, loaded after the page that they stand on; a verification is of no family, and has neither. */
export function BuildActionsOfPromotion({ build }: { build: Build }) {
  if (build.verdict === undefined || build.source === 'verification') {
    return null;
  }
  return (
    <Suspense fallback={null}>
      <BuildDecisions build={build} />
    </Suspense>
  );
}
