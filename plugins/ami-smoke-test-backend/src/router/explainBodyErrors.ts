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
  createBuildRequestSchema,
  preflightRequestSchema,
  promotionRequestSchema,
  revocationRequestSchema,
  waiverRequestSchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { InputError } from '@backstage/errors';
import type { RequestHandler } from 'express';
import type { z } from 'zod';

const BODIES: Record<string, z.ZodType> = {
  '/builds': createBuildRequestSchema,
  '/preflight': preflightRequestSchema,
  '/promotions': promotionRequestSchema,
  '/revocations': revocationRequestSchema,
  '/waivers': waiverRequestSchema,
};

/** Longest part of a wrong value that is said back. */
const SHOWN = 80;

/**
 * Checks bodies against the schemas that the OpenAPI document is made from, because a person has to understand the answer: the
 * document's validator names neither an unknown property nor the value that was sent.
 */
export function explainBodyErrors(): RequestHandler {
  return (request, _response, next) => {
    const schema = request.method === 'POST' ? BODIES[request.path] : undefined;
    if (!schema) {
      next();
      return;
    }
    if (!request.is('json')) {
      throw new InputError('The content-type must be application/json');
    }
    const result = schema.safeParse(request.body);
    if (!result.success) {
      throw new InputError(
        result.error.issues
          .map(issue => explain(issue, request.body))
          .join('; '),
      );
    }
    next();
  };
}

function explain(issue: z.core.$ZodIssue, body: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .map(key => `${fieldAt([...issue.path, key])}: is not known here`)
      .join('; ');
  }
  const value = issue.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    body,
  );
  const field = fieldAt(issue.path);
  if (value === undefined) return `${field}: is missing`;
  return `${field}: ${issue.message}; got ${shorten(JSON.stringify(value))}`;
}

function fieldAt(path: PropertyKey[]): string {
  return path.reduce<string>(
    (field, key) =>
      typeof key === 'number' ? `${field}[${key}]` : `${field}.${String(key)}`,
    'body',
  );
}

function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
