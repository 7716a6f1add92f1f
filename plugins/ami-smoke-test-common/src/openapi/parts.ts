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
import * as schemas from '../schema';

export type Json = Record<string, unknown>;

/** A component, by its name. */
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Schemas by name, as callers may send them and will get them; they refer to each other as the document's components. */
export function toJsonSchemas(
  named: Map<string, z.ZodType>,
): Record<string, Json> {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of named) registry.add(schema, { id: name });
  const { schemas: all } = z.toJSONSchema(registry, {
    io: 'input',
    uri: name => `#/components/schemas/${name}`,
  });
  return Object.fromEntries(
    Object.entries(all).map(([name, { $id, $schema, ...schema }]) => [
      name,
      schema,
    ]),
  );
}

/** The schemas that have an id: the document's components. */
export function namedSchemas(): Map<string, z.ZodType> {
  const named = new Map<string, z.ZodType>();
  for (const schema of Object.values(schemas)) {
    if (!(schema instanceof z.ZodType)) continue;
    const name = z.globalRegistry.get(schema)?.id;
    if (name) named.set(name, schema);
  }
  return named;
}

export const json = (schema: Json) => ({ 'application/json': { schema } });

/** What every answer is that is not 2xx. */
export const error = { description: 'An error', content: json(ref('Error')) };

export const answer = (description: string, content: Json) => ({
  '200': { description, content },
  default: error,
});

export const id = (name: string) => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', format: 'uuid' },
});

export const count = (
  name: string,
  description: string,
  bounds: { minimum: number; maximum?: number },
) => ({
  name,
  in: 'query',
  description,
  schema: { type: 'integer', ...bounds },
});

/** What a query can have, from its schema. */
export function queryParameters(schema: z.ZodObject): Json[] {
  const { Query } = toJsonSchemas(namedSchemas().set('Query', schema));
  const required = (Query.required ?? []) as string[];
  return Object.entries(Query.properties as Json).map(([name, property]) => ({
    name,
    in: 'query',
    ...(required.includes(name) && { required: true }),
    // An entity ref may stand in an address as it is.
    allowReserved: true,
    schema: property,
  }));
}
