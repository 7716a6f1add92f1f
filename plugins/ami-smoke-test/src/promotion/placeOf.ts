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

import type { Publication } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { Texts } from '../translations/useTexts';

/** What is published where: of an image, or of a channel as a whole. */
export function placeOf(
  t: Texts,
  { publisher, region, imageId }: Publication,
): string {
  return imageId
    ? t('promotion.plan.placeOfImage', { publisher, region, imageId })
    : t('promotion.plan.place', { publisher, region });
}
