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
  createOpenApiDocument,
  LIMITS,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import express from 'express';
import Router from 'express-promise-router';
import { answerRefusals } from './answerRefusals';
import { addBuildRoutes } from './builds';
import { addChannelRoutes } from './channels';
import { addComparisonRoutes } from './comparison';
import { explainBodyErrors } from './explainBodyErrors';
import { addEventRoutes } from './events';
import { addEvidenceRoutes } from './evidence';
import { addFamilyRoutes } from './families';
import { addGateRoutes } from './gate';
import { addLedgerRoutes } from './ledger';
import { addPinRoutes } from './pin';
import { addPreflightRoutes } from './preflight';
import { addProfileRoutes } from './profiles';
import { addPromotionRoutes } from './promotions';
import type { RouterOptions } from './RouterOptions';
import { addRunRoutes } from './runs';
import { translateErrors } from './translateErrors';
import { addWaiverRoutes } from './waivers';

/** The HTTP API: what the OpenAPI document says, and nothing else. Each route translates between HTTP and a service. */
export function createRouter(options: RouterOptions): express.Router {
  const document = createOpenApiDocument();
  const router = Router();
  router.use(express.json({ limit: LIMITS.body }));
  // The validator would serve the document as OpenAPI 3.0, which it isn't.
  router.get('/openapi.json', (request, response) => {
    response.json({ ...document, servers: [{ url: request.baseUrl }] });
  });
  const api = createValidatedOpenApiRouter(document as never, {
    middleware: [explainBodyErrors()],
  }) as express.Router;
  addBuildRoutes(api, options);
  addPinRoutes(api, options);
  addFamilyRoutes(api, options);
  addEventRoutes(api, options);
  addRunRoutes(api, options);
  addComparisonRoutes(api, options);
  addEvidenceRoutes(api, options);
  addPreflightRoutes(api, options);
  addProfileRoutes(api, options);
  addLedgerRoutes(api, options);
  addGateRoutes(api, options);
  addChannelRoutes(api, options);
  addPromotionRoutes(api, options);
  addWaiverRoutes(api, options);
  router.use(api);
  router.use(answerRefusals());
  router.use(translateErrors(options.logger));
  return router;
}
