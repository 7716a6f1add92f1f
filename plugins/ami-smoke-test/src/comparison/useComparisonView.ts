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

import { useSearchParams } from 'react-router-dom';
import {
  type ComparisonView,
  readComparisonView,
  writeComparisonView,
} from './comparisonUrl';

/** Changes what is shown; `replace` for what changes all the time. */
export type ChangeComparisonView = (
  change: Partial<ComparisonView>,
  options?: { replace: boolean },
) => void;

/** What of the comparison is shown: it stands in the address, to be shared. */
export function useComparisonView(): [ComparisonView, ChangeComparisonView] {
  const [params, setParams] = useSearchParams();
  return [
    readComparisonView(params),
    (change, options) =>
      setParams(
        now =>
          writeComparisonView(now, { ...readComparisonView(now), ...change }),
        options,
      ),
  ];
}
