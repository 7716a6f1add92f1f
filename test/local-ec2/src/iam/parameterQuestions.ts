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

import { imageParameter, parameterArn, splitSelector } from '../ssm/names';
import { Parameters, Tags } from '../wire/Parameters';
import { Context } from './conditions';
import { Question } from './decide';
import { requestTags } from './Resources';
import { AskedCall, tagsIn, valuesOf } from './touched';

/**
 * What a call of SSM is about, by
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function ssmQuestions(call: AskedCall, common: Context): Question[] {
  const { action, parameters } = call;
  const tags = tagsIn(Parameters.of(parameters), 'Tags');
  const context: Context = {
    ...common,
    ...requestTags(tags),
    ...removedKeys(parameters),
    'ssm:Overwrite': asList(parameters.Overwrite),
    'ssm:Recursive': asList(parameters.Recursive),
  };
  const names = namesIn(parameters);
  if (names.length === 0) {
    const resource = parameterArn(call.place, '').replace('parameter/', '*');
    return [{ action: `ssm:${action}`, resource, context }];
  }
  // Tags that a parameter is made with are asked about as well.
  const actions =
    action === 'PutParameter' && Object.keys(tags).length > 0
      ? [action, 'AddTagsToResource']
      : [action];
  return names.flatMap(name =>
    actions.map(each => about(call, `ssm:${each}`, name, context)),
  );
}

/** A launch that names its image by a parameter reads it: with the permissions of who launches. */
export function launchParameterQuestions(
  call: AskedCall,
  common: Context,
): Question[] {
  const { action, parameters } = call;
  if (action !== 'RunInstances') return [];
  const name = imageParameter(parameters.ImageId ?? '');
  return name === undefined
    ? []
    : [about(call, 'ssm:GetParameters', name, common)];
}

function about(
  { place }: AskedCall,
  action: string,
  reference: string,
  context: Context,
): Question {
  const { name } = splitSelector(reference);
  const tags = place.parameters.get(name)?.tags ?? {};
  return {
    action,
    resource: parameterArn(place, name),
    context: {
      ...context,
      ...resourceTags(tags),
      'aws:ResourceAccount': [place.accountId],
    },
  };
}

function resourceTags(tags: Tags): Context {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, [value]],
      [`ssm:resourceTag/${key}`, [value]],
    ]),
  );
}

/** Of a call that removes tags, the keys are all that it says of them. */
function removedKeys(parameters: Readonly<Record<string, string>>): Context {
  const keys = valuesOf(parameters, /^TagKeys\.\d+$/);
  return keys.length > 0 ? { 'aws:TagKeys': keys } : {};
}

/** A call gives one name or several. */
function namesIn(parameters: Readonly<Record<string, string>>): string[] {
  return valuesOf(parameters, /^(Name|Names\.\d+|Path|ResourceId)$/);
}

function asList(value: string | undefined): string[] | undefined {
  return value === undefined ? undefined : [value];
}
