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

const atMs = z
  .number()
  .min(0)
  .describe('When it happens, in ms after the machine was powered on');

const httpAnswer = z.strictObject({
  status: z.number().int().min(100).max(599).default(200),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
  delayMs: z
    .number()
    .min(0)
    .default(0)
    .describe('How long the service thinks about it'),
});

const portState = z.discriminatedUnion('state', [
  z.strictObject({ atMs, state: z.literal('closed') }),
  z.strictObject({ atMs, state: z.literal('silent') }),
  z.strictObject({
    atMs,
    state: z.literal('open'),
    http: z
      .record(z.string().startsWith('/'), httpAnswer)
      .default({})
      .describe(
        'What the service answers, by path, or at /* everywhere else; 404 elsewhere',
      ),
  }),
]);

/** What a scripted machine does, from power-on to power-off. */
export const bootScript = z.strictObject({
  description: z.string().optional(),
  screen: z
    .array(z.strictObject({ atMs, lines: z.array(z.string()) }))
    .default([])
    .describe('What the screen shows from a moment on'),
  console: z
    .array(z.strictObject({ atMs, text: z.string() }))
    .default([])
    .describe('What is written to the serial port'),
  network: z
    .array(z.strictObject({ atMs, up: z.boolean() }))
    .default([])
    .describe('When the guest begins and ceases to answer on the network'),
  ports: z
    .record(z.string().regex(/^\d{1,5}$/), z.array(portState))
    .default({})
    .describe(
      'What becomes of TCP ports; each is silent while the network is down, and closed when nothing is said of it',
    ),
  powerOffAtMs: z
    .number()
    .min(0)
    .optional()
    .describe('When the guest powers itself off'),
});

/** A script as it is written down: what has a default may be left out. */
export type BootScript = z.input<typeof bootScript>;
/** A script with everything in it. */
export type CompleteBootScript = z.output<typeof bootScript>;
export type HttpAnswer = z.output<typeof httpAnswer>;
export type PortState = z.output<typeof portState>;

/**
 * Checks a script and fills in what it leaves out.
 *
 * @throws Error naming the fields that are wrong
 */
export function completeScript(
  name: string,
  script: BootScript,
): CompleteBootScript {
  const result = bootScript.safeParse(script);
  if (!result.success) {
    throw new Error(
      `The boot script '${name}' is wrong: ${z.prettifyError(result.error)}`,
    );
  }
  return result.data;
}
