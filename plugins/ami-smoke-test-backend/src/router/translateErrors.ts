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

import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { LoggerService } from '@backstage/backend-plugin-api';
import * as backstageErrors from '@backstage/errors';
import type { ErrorRequestHandler } from 'express';
import { ArchiveUnavailableError } from '../archive/Archive';

const { InputError, isError, ServiceUnavailableError, toError } =
  backstageErrors;

/** The errors that were meant for the caller. */
const TOLD = new Set<string>(Object.keys(backstageErrors));

/**
 * Makes every error one that Backstage knows the status of. What wasn't meant for the caller stays in the log: it may tell of
 * the inside, as a database's words do.
 */
export function translateErrors(logger: LoggerService): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) {
      // The answer was under way, and cannot become another one: it is cut off.
      logger.warn('An answer was cut off', toError(error));
      response.destroy();
      return;
    }
    next(translate(error, logger));
  };
}

function translate(error: unknown, logger: LoggerService): Error {
  if (error instanceof ArchiveUnavailableError) {
    logger.warn('The archive could not be read', error);
    return new ServiceUnavailableError(
      'The archive cannot be reached now; nothing is lost, try again later',
    );
  }
  if (isDatabaseAway(error)) {
    logger.warn('The database cannot be reached', toError(error));
    return new ServiceUnavailableError(
      'The database cannot be reached now; nothing is lost, try again later',
    );
  }
  if (isError(error)) {
    // body-parser's errors carry a `type`.
    if (error.type === 'entity.parse.failed') {
      return new InputError(`body: is not JSON: ${error.message}`);
    }
    const { status } = error;
    if (typeof status === 'number' && status < 500 && STATUS_CODES[status]) {
      return error;
    }
    if (TOLD.has(error.name)) return error;
  }
  const logId = randomUUID();
  logger.error(`Internal error ${logId}`, toError(error));
  return new Error(
    `Something went wrong on our side; the log has it as ${logId}`,
  );
}

/**
 * No connection to the database could be had, or it ended: Node.js's codes, those of PostgreSQL's classes 08 and 57P, and
 * Knex's own words for a pool that has none.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function isDatabaseAway(error: unknown): boolean {
  if (!isError(error)) return false;
  const { code, name, message } = error;
  return (
    name === 'KnexTimeoutError' ||
    /^Connection terminated/.test(message) ||
    (typeof code === 'string' &&
      /^(ECONNREFUSED|ECONNRESET|EPIPE|08\w{3}|57P\w{2})$/.test(code))
  );
}
