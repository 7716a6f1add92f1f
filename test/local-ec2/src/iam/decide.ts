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

import { Context, holds, isLike } from './conditions';
import { Policy, Statement } from './Policy';

/** One question to a policy: an action on a resource, and what is known of both. */
export interface Question {
  /** E.g. `ec2:RunInstances`. */
  action: string;
  /** An ARN, or `*` for actions that know no resources. */
  resource: string;
  context: Context;
}

export type Decision = 'allowed' | 'not-allowed' | 'denied';

/**
 * Judges as IAM does with identity-based policies alone: an explicit deny wins, and what nothing allows is not allowed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(policy: Policy, question: Question): Decision {
  const matching = policy.Statement.filter(statement =>
    isAbout(statement, question),
  );
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return matching.length > 0 ? 'allowed' : 'not-allowed';
}

/** Whether a policy allows an action on anything at all. */
export function allowsSomewhere(policy: Policy, action: string): boolean {
  return policy.Statement.some(
    statement => statement.Effect === 'Allow' && namesAction(statement, action),
  );
}

function isAbout(statement: Statement, question: Question): boolean {
  return (
    namesAction(statement, question.action) &&
    namesResource(statement, question.resource) &&
    Object.entries(statement.Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) =>
        holds(operator, key, expected, question.context),
      ),
    )
  );
}

function namesAction(
  { Action, NotAction }: Statement,
  action: string,
): boolean {
  const named = (Action ?? NotAction ?? []).some(pattern =>
    isLike(action.toLowerCase(), pattern.toLowerCase()),
  );
  return named === (Action !== undefined);
}

function namesResource(
  { Resource, NotResource }: Statement,
  resource: string,
): boolean {
  const named = (Resource ?? NotResource ?? []).some(pattern =>
    isLike(resource, pattern),
  );
  return named === (Resource !== undefined);
}
