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
import type { Call } from '../actions/Action';
import { refusedImage } from './imageValidation';
import { checkNewName } from './names';
import { newestOf, Parameter, ParameterVersion } from './Parameter';
import { KEPT_VERSIONS } from './ParameterStore';
import { defineSsmAction } from './SsmAction';
import { invalid, SsmError } from './SsmError';
import { tagList, tagsOf } from './tagList';

const request = {
  Name: z.string().min(1).max(2048),
  Value: z.string().min(1),
  Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
  Overwrite: z.boolean().default(false),
  DataType: z.string().optional(),
  Description: z.string().max(1024).optional(),
  KeyId: z.string().optional(),
  AllowedPattern: z.string().max(1024).optional(),
  Tags: tagList.default([]),
  Tier: z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']).optional(),
  Policies: z
    .literal(['', '[]', '[{}]'], { error: 'The local SSM has no policies' })
    .optional(),
};
type PutRequest = z.output<z.ZodObject<typeof request>>;

const VALUE_BYTES = { Standard: 4096, Advanced: 8192 };

/**
 * Makes a parameter or a new version of it. An AMI is looked at after the answer, and the parameter stays as it is when the AMI
 * will not do: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export const putParameter = defineSsmAction({
  name: 'PutParameter',
  request,
  run(call, put) {
    const { parameters } = call.place;
    const { Name: name, Tags } = put;
    const content = newContent(call, put);
    const store = () => parameters.put(name, content, tagsOf(Tags));
    const newest = parameters.get(name)?.versions.at(-1)?.version ?? 0;
    const answer = {
      Version: newest + parameters.validating(name) + 1,
      Tier: content.tier,
    };
    if (content.dataType === 'text') {
      store();
      return answer;
    }
    parameters.putWhenValid(
      name,
      call.world.delays.imageValidationMs,
      // By then, the parameter may have been made by somebody else, too.
      () => refusedImage(call, content.value) ?? refusalOf(call, put),
      store,
    );
    return answer;
  },
});

/** Everything about the new version; what the request does not say stays as it is. */
function newContent(
  call: Call,
  put: PutRequest,
): Omit<ParameterVersion, 'version' | 'labels'> {
  const { accountId, name: callerName } = call.caller;
  const known = call.place.parameters.get(put.Name);
  const before = known && newestOf(known);
  checkPut(put, known);
  const type = put.Type ?? before?.type ?? 'String';
  const dataType = readDataType(put, before);
  if (dataType === 'aws:ec2:image' && type !== 'String') {
    throw invalid(`The data type ${dataType} is for the type String only`);
  }
  if (/\{\{.*\}\}/s.test(put.Value)) {
    throw invalid(
      "Parameter value can't nest another parameter: do not use {{}} in it",
    );
  }
  const allowedPattern = put.AllowedPattern ?? before?.allowedPattern;
  checkPattern(put.Value, allowedPattern);
  return {
    value: put.Value,
    type,
    dataType,
    description: put.Description ?? before?.description,
    allowedPattern,
    keyId: type === 'SecureString' ? put.KeyId ?? 'alias/aws/ssm' : undefined,
    tier: readTier(put, before),
    modifiedAt: call.now,
    modifiedBy: `arn:aws:iam::${accountId}:user/${callerName}`,
  };
}

function checkPut(put: PutRequest, known: Parameter | undefined): void {
  const { Name: name, Overwrite, Type, Tags } = put;
  if (Overwrite && Tags.length > 0) {
    throw invalid(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, leave overwrite out; to change the tags of a parameter, use AddTagsToResource or RemoveTagsFromResource",
    );
  }
  if (!known) {
    checkNewName(name);
    if (!Type) {
      throw invalid(
        'A parameter type is required when you create a parameter.',
      );
    }
    return;
  }
  if (!Overwrite) {
    throw new SsmError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  if (Type && Type !== newestOf(known).type) {
    throw new SsmError(
      'HierarchyTypeMismatchException',
      `The type of ${name} is ${newestOf(known).type} and cannot be changed`,
    );
  }
  checkOldest(known);
}

/** The oldest version makes place for the newest, unless somebody has labelled it. */
function checkOldest({ id, versions }: Parameter): void {
  const [oldest] = versions;
  if (versions.length < KEPT_VERSIONS || oldest.labels.size === 0) return;
  throw new SsmError(
    'ParameterMaxVersionLimitExceeded',
    `${id} has ${KEPT_VERSIONS} versions, and version ${oldest.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
  );
}

/** It stays what it was made with: https://github.com/hashicorp/terraform-provider-aws/issues/35959 */
function readDataType(
  { Name, DataType: wanted }: PutRequest,
  before: ParameterVersion | undefined,
): ParameterVersion['dataType'] {
  const dataType = wanted ?? before?.dataType ?? 'text';
  if (dataType !== 'text' && dataType !== 'aws:ec2:image') {
    throw invalid(
      `The following data type is not supported: ${dataType} (Data type names are all lowercase.)`,
    );
  }
  if (before && before.dataType !== dataType) {
    throw invalid(
      `The data type of ${Name} is ${before.dataType} and cannot be changed`,
    );
  }
  return dataType;
}

function checkPattern(value: string, pattern: string | undefined): void {
  if (pattern === undefined) return;
  let expression: RegExp;
  try {
    expression = new RegExp(pattern);
  } catch {
    throw new SsmError(
      'InvalidAllowedPatternException',
      `The allowed pattern is no regular expression: ${pattern}`,
    );
  }
  if (!expression.test(value)) {
    throw new SsmError(
      'ParameterPatternMismatchException',
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  }
}

function readTier(
  { Tier, Value }: PutRequest,
  before: ParameterVersion | undefined,
): ParameterVersion['tier'] {
  const bytes = Buffer.byteLength(Value);
  const advanced =
    Tier === 'Advanced' ||
    (Tier !== 'Standard' && before?.tier === 'Advanced') ||
    (Tier === 'Intelligent-Tiering' && bytes > VALUE_BYTES.Standard);
  const tier = advanced ? 'Advanced' : 'Standard';
  if (before?.tier === 'Advanced' && tier === 'Standard') {
    throw invalid(
      'This parameter uses the advanced-parameter tier. You can not downgrade a parameter from the advanced-parameter tier to the standard-parameter tier.',
    );
  }
  if (bytes > VALUE_BYTES[tier]) {
    throw invalid(
      `${tier} tier parameters support a maximum parameter value of ${VALUE_BYTES[tier]} characters`,
    );
  }
  return tier;
}

function refusalOf(call: Call, put: PutRequest): string | undefined {
  try {
    checkPut(put, call.place.parameters.get(put.Name));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
