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

import { z } from 'zod';
import type { Call } from '../actions/Action';
import { invalid } from './SsmError';

/** What an answer holds: times are written as seconds since 1970. */
export type SsmAnswer = Record<string, unknown>;

/** One operation of the SSM API. */
export interface SsmAction {
  name: string;
  /** Refuses what is wrong with the request, and answers. */
  answer(call: Call, input: unknown): SsmAnswer;
}

/** Defines an operation: what its requests look like, and what it does. A member that is not known here is refused. */
export function defineSsmAction<Shape extends z.ZodRawShape>(definition: {
  name: string;
  request: Shape;
  run(call: Call, request: z.output<z.ZodObject<Shape>>): SsmAnswer;
}): SsmAction {
  const schema = z.strictObject(definition.request);
  return {
    name: definition.name,
    answer(call, input) {
      const request = schema.safeParse(input);
      if (!request.success) throw invalid(explained(request.error));
      return definition.run(call, request.data as z.output<z.ZodObject<Shape>>);
    },
  };
}

function explained({ issues }: z.ZodError): string {
  const all = issues.map(({ path, message }) =>
    path.length > 0 ? `'${path.join('.')}': ${message}` : message,
  );
  return `${issues.length} validation error${
    issues.length > 1 ? 's' : ''
  } detected: ${all.join('; ')}`;
}
