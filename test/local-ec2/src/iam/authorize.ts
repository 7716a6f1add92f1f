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

import { SsmError } from '../ssm/SsmError';
import { World } from '../state/World';
import { ApiError } from '../wire/ApiError';
import { Caller } from '../wire/authentication';
import { Ec2Error } from '../wire/Ec2Error';
import { AskedAction, ServiceName } from '../wire/Service';
import { Context } from './conditions';
import { allowsSomewhere, decide, Question } from './decide';
import { launchParameterQuestions, ssmQuestions } from './parameterQuestions';
import { Resources } from './Resources';
import { AskedCall, taggedBy, touchedBy } from './touched';

/**
 * Asks the caller's policy about a call. Who has none may do everything.
 *
 * @throws ApiError `UnauthorizedOperation`, or SSM's `AccessDeniedException`
 */
export function authorize(
  { policy, ...caller }: Caller,
  service: ServiceName,
  { action, parameters }: Pick<AskedAction, 'action' | 'parameters'>,
  world: World,
): void {
  // No policy is asked whose credentials they are.
  if (!policy || service === 'sts') return;
  const place = world.place(caller.accountId, caller.region);
  const resources = new Resources(world, place);
  const call: AskedCall = { action, parameters, place, resources };
  const refuse = service === 'ssm' ? ssmRefusal : ec2Refusal;
  const questions =
    service === 'ssm'
      ? ssmQuestions(call, commonContext(caller))
      : ec2Questions(call, commonContext(caller));
  // A call that touches only what does not exist is not about any resource: what is wrong with it, the action says.
  if (questions.length === 0 && !allowsSomewhere(policy, `ec2:${action}`)) {
    throw refuse(caller, `ec2:${action}`, '*', 'not-allowed');
  }
  for (const question of questions) {
    const decision = decide(policy, question);
    if (decision !== 'allowed') {
      throw refuse(caller, question.action, question.resource, decision);
    }
  }
}

function commonContext(caller: Caller): Context {
  return {
    'aws:RequestedRegion': [caller.region],
    'aws:PrincipalAccount': [caller.accountId],
    'aws:username': [caller.name],
    'aws:SecureTransport': ['false'],
  };
}

function ec2Questions(call: AskedCall, known: Context): Question[] {
  const common = { ...known, 'ec2:Region': [call.place.region] };
  const touched = touchedBy(call);
  const action = `ec2:${call.action}`;
  if (touched === 'everything') {
    return [{ action, resource: '*', context: common }];
  }
  return [
    ...touched.map(({ arn, context }) => ({
      action,
      resource: arn,
      context: {
        ...common,
        'aws:ResourceAccount': [call.place.accountId],
        ...context,
      },
    })),
    ...taggedBy(call).map(({ arn, context }) => ({
      action: 'ec2:CreateTags',
      resource: arn,
      context: { ...common, 'ec2:CreateAction': [call.action], ...context },
    })),
    ...launchParameterQuestions(call, known),
  ];
}

function ec2Refusal(
  caller: Caller,
  action: string,
  resource: string,
  decision: Refused,
): ApiError {
  return new Ec2Error(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. ${explained(
      caller,
      action,
      resource,
      decision,
    )}.`,
    403,
  );
}

function ssmRefusal(
  caller: Caller,
  action: string,
  resource: string,
  decision: Refused,
): ApiError {
  return new SsmError(
    'AccessDeniedException',
    explained(caller, action, resource, decision),
  );
}

type Refused = 'not-allowed' | 'denied';

function explained(
  { accountId, name }: Caller,
  action: string,
  resource: string,
  decision: Refused,
): string {
  const why =
    decision === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return `User: arn:aws:iam::${accountId}:user/${name} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}
