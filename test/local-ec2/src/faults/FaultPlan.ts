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

const ms = z.number().min(0);
const when = z.enum(['before', 'after']);
/** Whom a fault is about: all of it must fit, and each list is of alternatives. */
const about = {
  imageIds: z.array(z.string()).min(1).optional(),
  subnets: z.array(z.string()).min(1).optional(),
  instanceTypes: z.array(z.string()).min(1).optional(),
  tag: z
    .record(z.string(), z.string())
    .optional()
    .describe('Tags that the instance has, or is to have'),
  probability: z.number().min(0).max(1).default(1),
  fromMs: ms
    .default(0)
    .describe('Since the plan has been in force, as is untilMs'),
  untilMs: ms.optional(),
  name: z.string().optional().describe('What the journal calls it'),
};

const callEffects = {
  throttle: z.strictObject({ throttle: z.literal(true) }),
  error: z.strictObject({
    error: z.strictObject({
      code: z.string().min(1),
      status: z.number().int().min(400).max(599).default(500),
      message: z.string().default('As the fault plan says.'),
      when: when.default('before'),
    }),
  }),
  reset: z.strictObject({ reset: when }),
  hang: z.strictObject({
    hang: when,
    ms: ms.optional().describe('Then the connection is cut'),
  }),
  delayMs: z.strictObject({ delayMs: ms }),
  capacity: z.strictObject({ capacity: z.literal(true) }),
};

const instanceEffects = z
  .strictObject({
    terminate: z
      .strictObject({
        atMs: ms,
        reason: z
          .strictObject({ code: z.string().min(1), message: z.string() })
          .optional()
          .describe('Default: some user has asked for it'),
      })
      .optional(),
    stop: z.strictObject({ atMs: ms }).optional(),
    reassignAddress: z
      .strictObject({ atMs: ms })
      .optional()
      .describe('A foreign instance has its address then'),
    lateVisibilityMs: ms
      .optional()
      .describe('From its launch until it can be described'),
    noScreenshot: z
      .strictObject({
        fromMs: ms.default(0),
        untilMs: ms.optional(),
        code: z.string().min(1).default('InternalError'),
        status: z.number().int().min(400).max(599).default(500),
      })
      .optional(),
    consoleLateMs: ms
      .optional()
      .describe('From when a byte is written until it can be read'),
    consoleCutBytes: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe('What is kept of the console, instead of 64 KB'),
  })
  .refine(effects => Object.values(effects).some(each => each !== undefined), {
    error: 'must say what happens, as the README describes it',
  });

const callFault = z.strictObject({
  ...about,
  actions: z.array(z.string()).min(1).optional(),
  parameters: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Names of parameters, as PutParameter gives them'),
  nth: z
    .array(z.number().int().min(1))
    .min(1)
    .optional()
    .describe('Which calls of each action about each thing, from 1'),
  do: z.union(
    [
      callEffects.throttle,
      callEffects.error,
      callEffects.reset,
      callEffects.hang,
      callEffects.delayMs,
      callEffects.capacity,
    ],
    {
      error: `must be one of ${Object.keys(callEffects).join(
        ', ',
      )}, as the README describes it`,
    },
  ),
});

const instanceFault = z.strictObject({ ...about, do: instanceEffects });

const faultPlan = z.strictObject({
  description: z.string().optional(),
  clockSkewMs: z
    .number()
    .default(0)
    .describe("How far EC2's clock is ahead of ours; negative: behind"),
  seed: z.union([z.string(), z.number()]).default(0),
  calls: z.array(callFault).default([]),
  instances: z.array(instanceFault).default([]),
});

/** What is to go wrong, as it is written down: what has a default may be left out. The README describes it. */
export type FaultPlan = z.input<typeof faultPlan>;
/** What happens to calls. */
export type CallFault = z.input<typeof callFault>;
/** What happens to instances. */
export type InstanceFault = z.input<typeof instanceFault>;

/** A plan with everything in it. */
export type CompleteFaultPlan = z.output<typeof faultPlan>;
export type CompleteCallFault = z.output<typeof callFault>;
/** What happens to one instance; times are since its launch. */
export type Fate = z.output<typeof instanceEffects>;

/**
 * Checks a plan and fills in what it leaves out.
 *
 * @param knownActions - what the `actions` of a fault may be; all, when missing
 * @throws Error naming the fields that are wrong
 */
export function parseFaultPlan(
  plan: unknown,
  knownActions?: ReadonlySet<string>,
): CompleteFaultPlan {
  const result = faultPlan.safeParse(plan);
  if (!result.success) {
    throw new Error(
      `The fault plan is wrong: ${z.prettifyError(result.error)}`,
    );
  }
  for (const [index, { actions = [] }] of result.data.calls.entries()) {
    const unknown = actions.find(action => knownActions?.has(action) === false);
    if (unknown !== undefined) {
      throw new Error(
        `The fault plan is wrong: calls[${index}].actions: the local EC2 has no action '${unknown}'`,
      );
    }
  }
  return result.data;
}
