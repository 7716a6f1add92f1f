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
import { CONDITION_OPERATORS, conditionOperator } from './conditions';

const asList = (value: unknown) => (Array.isArray(value) ? value : [value]);
const text = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .refine(isFilledIn, {
    error:
      'holds a placeholder or a policy variable: the local EC2 fills nothing in',
  });
const list = z.preprocess(asList, z.array(text));

const conditions = z
  .record(z.string(), z.record(z.string(), list))
  .default({})
  .superRefine((operators, context) => {
    for (const name of Object.keys(operators)) {
      if (conditionOperator(name)) continue;
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `is not known to the local EC2, which knows ${CONDITION_OPERATORS.join(
          ', ',
        )}, with ForAllValues:, ForAnyValue: and IfExists`,
      });
    }
  });

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: list.optional(),
    NotAction: list.optional(),
    Resource: list.optional(),
    NotResource: list.optional(),
    Condition: conditions,
  })
  .refine(({ Action, NotAction }) => !Action !== !NotAction, {
    error: 'must have either Action or NotAction',
  })
  .refine(({ Resource, NotResource }) => !Resource !== !NotResource, {
    error: 'must have either Resource or NotResource',
  });

const policyDocument = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z.preprocess(asList, z.array(statement)),
});

/**
 * An identity-based policy, as IAM takes it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface IamPolicyDocument {
  Version: '2012-10-17';
  Id?: string;
  Statement: IamStatement | IamStatement[];
}

/** Each list may be a single value. */
export interface IamStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  /** Values by key by operator, e.g. `{ StringEquals: { 'aws:RequestTag/team': ['a', 'b'] } }`. */
  Condition?: Record<string, Record<string, Scalar | Scalar[]>>;
}

type Scalar = string | number | boolean;

/** A policy that can be asked. */
export type Policy = z.output<typeof policyDocument>;
export type Statement = Policy['Statement'][number];

/**
 * Checks a policy.
 *
 * @param name - what errors call it
 * @throws Error naming what is wrong with it, or what of it the local EC2 cannot judge
 */
export function parsePolicy(document: unknown, name = 'The policy'): Policy {
  const result = policyDocument.safeParse(document);
  if (!result.success) {
    throw new Error(`${name} is wrong: ${z.prettifyError(result.error)}`);
  }
  return result.data;
}

/** Placeholders of a template are refused; so are IAM's own variables, which begin like them and are not known here. */
function isFilledIn(value: string): boolean {
  return !value.includes('${');
}
