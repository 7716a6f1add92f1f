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
  bootStageSchema,
  findingCategorySchema,
  severitySchema,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { z } from 'zod';
import { Pattern } from '../match/Pattern';

const text = z.string().trim().min(1).max(1000);

const patternsSchema = z.array(z.string().min(1).max(2000)).min(1).max(60);

const absentSchema = z
  .strictObject({
    after: bootStageSchema.describe('The rung that was reached all the same'),
    lines: patternsSchema.describe('None of these was seen'),
    only: patternsSchema
      .optional()
      .describe('And one of these was: what makes the others to be expected'),
  })
  .describe('Instead of `matches`: what is missing is the finding');

const fields = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Write it as in `root-device-missing`')
    .max(60),
  severity: severitySchema.describe('When the boot did not go on'),
  severityOnceBooted: severitySchema
    .default('info')
    .describe('When it did: past `prevents`, else to its end'),
  title: text.max(200).describe('May name groups of `matches`: `{device}`'),
  cause: text,
  remedy: text,
  references: z.array(z.url()).min(1).max(5),
  platform: z.enum(['linux', 'windows']).optional(),
  where: z
    .array(z.enum(['console', 'screen']))
    .min(1)
    .default(['console', 'screen']),
  matches: patternsSchema.optional(),
  unless: z.array(z.string().min(1).max(2000)).max(60).default([]),
  absent: absentSchema.optional(),
  prevents: bootStageSchema
    .optional()
    .describe('The rung that it keeps the boot from reaching'),
  fatal: z.boolean().default(false).describe('Nothing more will come after it'),
  explains: z
    .array(z.string())
    .default([])
    .describe('Ids of its consequences: they never stand above it'),
  samples: z.array(z.string()).min(1),
  notSamples: z.array(z.string()).min(1),
});

type Fields = z.output<typeof fields>;

/** Signatures of one category, as they are in one file. Their patterns are not compiled: see `signatureSchema`. @internal */
export const signatureFileSchema = z.strictObject({
  category: findingCategorySchema,
  signatures: z.array(fields),
});

/**
 * How to recognise one thing that goes wrong in a boot, and what to say of it. Data: adding one takes no code.
 *
 * @public
 */
export const signatureSchema = fields
  .extend({ category: findingCategorySchema })
  .superRefine(checkPatterns);

/** {@inheritDoc signatureSchema} @public */
export type Signature = z.output<typeof signatureSchema>;

function checkPatterns(
  { matches, unless, absent }: Fields,
  context: z.RefinementCtx<Fields>,
): void {
  if (Boolean(matches) === Boolean(absent)) {
    context.addIssue({
      code: 'custom',
      path: ['matches'],
      message: 'Give either `matches` or `absent`',
    });
  }
  const report = (problems: (string | undefined)[], ...path: string[]) =>
    problems.forEach((message, index) => {
      if (!message) return;
      context.addIssue({ code: 'custom', path: [...path, index], message });
    });
  report((matches ?? []).map(searchProblem), 'matches');
  report((absent?.lines ?? []).map(searchProblem), 'absent', 'lines');
  report((absent?.only ?? []).map(searchProblem), 'absent', 'only');
  report(unless.map(syntaxProblem), 'unless');
}

/** What is wrong with a pattern that all lines are searched for. */
function searchProblem(source: string): string | undefined {
  if (new Pattern(source).isSelective) return syntaxProblem(source);
  return 'Each match must contain some literal text of three characters or more, of alternatives each of them';
}

function syntaxProblem(source: string): string | undefined {
  try {
    new Pattern(source).check();
    return undefined;
  } catch (error) {
    return `It is no pattern of RE2: ${(error as Error).message}`;
  }
}
