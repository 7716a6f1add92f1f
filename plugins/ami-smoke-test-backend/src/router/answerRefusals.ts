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

import type { ErrorRequestHandler } from 'express';
import { PromotionRefusedError } from '../promotion/errors';

/**
 * Answers what the gate has refused as Backstage answers errors, with the whole `decision` beside it: 409, or 503 when the gate could
 * not tell, because then the same may be allowed in a minute.
 */
export function answerRefusals(): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (!(error instanceof PromotionRefusedError) || response.headersSent) {
      next(error);
      return;
    }
    const { message, decision } = error;
    const isUnknown = decision.decision === 'unknown';
    const statusCode = isUnknown ? 503 : 409;
    response.status(statusCode).json({
      error: {
        message,
        name: isUnknown ? 'ServiceUnavailableError' : 'ConflictError',
      },
      request: { method: request.method, url: request.originalUrl },
      response: { statusCode },
      decision,
    });
  };
}
