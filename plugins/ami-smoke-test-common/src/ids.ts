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

/** The plugin's id: its API is served under `/api/ami-smoke-test`. @public */
export const PLUGIN_ID = 'ami-smoke-test';

/** On the catalog entity of a family: the family's name. @public */
export const ANNOTATION_FAMILY = 'ami-smoke-test.io/family';

/** The tags on everything that a run makes in AWS. @public */
export const TAGS = {
  run: 'ami-smoke-test:run',
  owner: 'ami-smoke-test:owner',
  expiresAt: 'ami-smoke-test:expires-at',
} as const;
