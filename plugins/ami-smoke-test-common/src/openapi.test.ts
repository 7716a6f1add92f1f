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

import SwaggerParser from '@apidevtools/swagger-parser';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOpenApiDocument } from './openapi';

const COMMITTED = join(__dirname, '..', 'openapi.json');

describe('the OpenAPI document', () => {
  it('is one, and its references lead somewhere', async () => {
    const document = structuredClone(createOpenApiDocument());
    await expect(
      SwaggerParser.validate(document as never),
    ).resolves.toMatchObject({ openapi: '3.1.0' });
  });

  // After a change of the schemas: UPDATE=1 yarn test openapi
  it('is the committed one', () => {
    const document = createOpenApiDocument();
    if (process.env.UPDATE) {
      writeFileSync(COMMITTED, `${JSON.stringify(document, undefined, 2)}\n`);
    }
    expect(JSON.parse(readFileSync(COMMITTED, 'utf8'))).toEqual(document);
  });
});
