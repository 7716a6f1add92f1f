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

import { createOpenApiDocument } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(createOpenApiDocument(), 'api');

/** Fails unless an answer is what the OpenAPI document says that it is. */
export function expectToFit(component: string, body: unknown): void {
  ajv.validate({ $ref: `api#/components/schemas/${component}` }, body);
  expect(ajv.errors ?? []).toEqual([]);
}
