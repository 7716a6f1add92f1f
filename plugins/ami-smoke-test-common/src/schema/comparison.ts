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
import { LIMITS } from './limits';
import { runSchema } from './runDetails';

/** A line of two console logs that are laid side by side, or some lines that are the same in both and left out. @public */
export const comparedLineSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('same'),
      number: z.number().int().meta({ description: "In the run's log" }),
      otherNumber: z.number().int().meta({ description: "In the other's log" }),
      text: z.string(),
    }),
    z.object({
      kind: z.literal('only-here'),
      number: z.number().int(),
      text: z.string(),
    }),
    z.object({
      kind: z.literal('only-there'),
      otherNumber: z.number().int(),
      text: z.string(),
    }),
    z.object({
      kind: z.literal('left-out'),
      count: z.number().int().meta({ description: 'Lines alike in both' }),
    }),
  ])
  .meta({ id: 'ComparedLine' });

/** {@inheritDoc comparedLineSchema} @public */
export type ComparedLine = z.infer<typeof comparedLineSchema>;

/**
 * How the console logs of two runs differ, from a little before the first line that does. What differs on every boot (times,
 * addresses, ids) is taken for the same.
 *
 * @public
 */
export const consoleComparisonSchema = z
  .object({
    alike: z.number().int().meta({
      description: 'How many lines are the same before the first that differs',
    }),
    different: z.boolean(),
    lines: z.array(comparedLineSchema).max(LIMITS.comparedLines),
    truncated: z
      .boolean()
      .meta({ description: 'There is more than is shown here' }),
  })
  .meta({ id: 'ConsoleComparison' });

/** {@inheritDoc consoleComparisonSchema} @public */
export type ConsoleComparison = z.infer<typeof consoleComparisonSchema>;

/** A line about hardware or a driver that only one of two boots wrote. @public */
export const hardwareLineSchema = z
  .object({
    number: z.number().int().meta({ description: 'In the log that has it' }),
    text: z.string(),
  })
  .meta({ id: 'HardwareLine' });

/** {@inheritDoc hardwareLineSchema} @public */
export type HardwareLine = z.infer<typeof hardwareLineSchema>;

/** A run beside another one: the one that was asked for, or the last of its family that passed. @public */
export const comparisonSchema = z
  .object({
    run: runSchema,
    other: runSchema
      .optional()
      .meta({ description: 'None when no run of the family has passed yet' }),
    chosen: z.enum(['asked', 'last-good']).meta({
      description:
        '`last-good`: the newest earlier run that passed, on the same instance type and in the same region where there is one',
    }),
    hardware: z
      .object({
        missing: z.array(hardwareLineSchema).max(100),
        added: z.array(hardwareLineSchema).max(100),
      })
      .optional()
      .meta({
        description:
          "Lines about hardware and drivers that only the other's log has, and that only this one's has; missing without the permission to see evidence",
      }),
    console: consoleComparisonSchema.optional().meta({
      description: 'Missing without the permission to see evidence',
    }),
  })
  .meta({ id: 'Comparison' });

/** {@inheritDoc comparisonSchema} @public */
export type Comparison = z.infer<typeof comparisonSchema>;
