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

import {
  type Diagnosis,
  headlineSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { RunRecord } from '../database/records';

/** What a run shows of its diagnosis wherever it is listed. */
export type Summary = Pick<RunRecord, 'furthestStage' | 'headline'>;

export function summaryOf({ furthestStage, headline }: Diagnosis): Summary {
  return {
    furthestStage: furthestStage ?? undefined,
    headline: headline ? headlineSchema.parse(headline) : undefined,
  };
}

/**
 * What is known of a boot, in one sentence or two, e.g. `The root device was not found (furthest stage: initramfs)`.
 *
 * @param otherwise - how that was noticed
 */
export function inWords(
  { furthestStage, headline }: Summary,
  otherwise?: string,
): string {
  const title = headline?.title.replace(/\.$/, '');
  const stage = furthestStage ? `furthest stage: ${furthestStage}` : undefined;
  if (title) {
    const first = stage ? `${title} (${stage})` : title;
    return otherwise ? `${first}. ${otherwise}` : first;
  }
  if (otherwise) return stage ? `${otherwise} (${stage})` : otherwise;
  return stage ? `F${stage.slice(1)}` : 'Nothing is known of the boot yet';
}
