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

import type { Comparison } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Texts } from '../translations/useTexts';

/** The run (`here`), and what it is compared with (`there`); there stands on the left, as what was before. */
export type Side = 'here' | 'there';

/** The order in which both are shown. */
export const SIDES: readonly Side[] = ['there', 'here'];

/** What the two sides are called. */
export type SideNames = Record<Side, string>;

/** Names the sides of a comparison. */
export function sideNames(t: Texts, chosen: Comparison['chosen']): SideNames {
  return {
    here: t('comparison.side.here'),
    there: t(`comparison.side.${chosen}`),
  };
}
