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

const seconds = (minimum: number, maximum: number) =>
  z.number().min(minimum).max(maximum);

const httpCheckSchema = z.strictObject({
  type: z.literal('http'),
  name: z.string().min(1).max(63).optional(),
  port: z.number().int().min(1).max(65535),
  scheme: z.enum(['http', 'https']).default('http'),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT']).default('GET'),
  path: z.string().startsWith('/').max(1024).default('/'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z
    .string()
    .max(64 * 1024)
    .optional(),
  /** What the answer must be; without `status`, any of the 200s. */
  expect: z
    .strictObject({
      status: z.array(z.number().int().min(100).max(599)).min(1).optional(),
      headers: z.record(z.string(), z.string()).optional(),
      bodyContains: z.string().optional(),
      /** JSON pointers and the values that they must have. */
      json: z.record(z.string().regex(/^(\/[^/]*)*$/), z.json()).optional(),
    })
    .default({}),
  /** Whether the certificate must be valid for the host name sent; an instance is asked by its address, so it rarely is. */
  verifyCertificate: z.boolean().default(false),
  timeoutSeconds: seconds(0.1, 60).default(5),
});

const tcpCheckSchema = z.strictObject({
  type: z.literal('tcp'),
  name: z.string().min(1).max(63).optional(),
  port: z.number().int().min(1).max(65535),
  timeoutSeconds: seconds(0.1, 60).default(3),
});

const integrityCheckSchema = z.strictObject({
  type: z.literal('integrity'),
  name: z.string().min(1).max(63).optional(),
  /** From online until the machine has reported: reading every file of a volume that is new takes its time. */
  budgetSeconds: seconds(10, 7200).default(900),
});

export const checkSchema = z.discriminatedUnion('type', [
  tcpCheckSchema,
  httpCheckSchema,
  integrityCheckSchema,
]);

/** One question to the service, or about the image, as configured. */
export type CheckSpec = z.infer<typeof checkSchema>;
export type HttpCheckSpec = z.infer<typeof httpCheckSchema>;
export type TcpCheckSpec = z.infer<typeof tcpCheckSchema>;

export type IntegrityCheckSpec = z.infer<typeof integrityCheckSchema>;

interface Checked {
  checks: CheckSpec[];
}

/** The ports that the checks ask, each once. */
export function portsOf({ checks }: Checked): number[] {
  return [
    ...new Set(
      checks.flatMap(one => (one.type === 'integrity' ? [] : one.port)),
    ),
  ];
}

/** The check that compares the files of the image with their record, if there is one. */
export function integrityOf({
  checks,
}: Checked): IntegrityCheckSpec | undefined {
  return checks.find(one => one.type === 'integrity');
}
