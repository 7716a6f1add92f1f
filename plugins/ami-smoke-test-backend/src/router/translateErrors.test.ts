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

import { mockServices } from '@backstage/backend-test-utils';
import type { Request, Response } from 'express';
import { translateErrors } from './translateErrors';

function translated(error: Error): Error {
  const next = jest.fn();
  translateErrors(mockServices.logger.mock())(
    error,
    {} as Request,
    { headersSent: false } as Response,
    next,
  );
  return next.mock.calls[0][0];
}

describe('translateErrors', () => {
  it('says that the database is away, in no words of its own', () => {
    const away = [
      { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:5432' },
      { code: '57P03', message: 'the database system is starting up' },
      { code: '57P01', message: 'terminating connection' },
      { message: 'Connection terminated unexpectedly' },
      { name: 'KnexTimeoutError', message: 'Timeout acquiring a connection' },
    ];
    for (const like of away) {
      expect(translated(Object.assign(new Error(), like))).toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringMatching(/^The database cannot be reached now/),
      });
    }
  });

  it('keeps the inside to itself', () => {
    const inside = Object.assign(new Error('column "secret" does not exist'), {
      code: '42703',
    });
    expect(translated(inside).message).toMatch(/^Something went wrong .*log/);
  });
});
