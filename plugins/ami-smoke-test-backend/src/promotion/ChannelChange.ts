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

import type {
  Image,
  Publication,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { ActRecord } from '../database/PromotionStore';

/** What a decision puts on a channel of a family: the images of a build, or none, which leaves it empty. */
export interface ChannelChange {
  family: string;
  channel: string;
  buildId: string;
  images: Image[];
}

/** Tells what a decision would change in AWS: because of what is on channels then, and of what is revoked. */
export type Planner = (
  changes: ChannelChange[],
  revocation?: ActRecord,
) => Promise<Publication[]>;
