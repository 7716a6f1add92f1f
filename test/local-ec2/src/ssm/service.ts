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

import { Service } from '../wire/Service';
import { SSM_ACTIONS } from './index';
import { parameterStoreCharges } from './requestLimits';
import { SsmAction } from './SsmAction';
import { asSsmError, SsmError } from './SsmError';

/** Systems Manager's Parameter Store: JSON in, JSON out. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export const ssmService: Service = {
  name: 'ssm',
  contentType: 'application/x-amz-json-1.1',

  read(request, body) {
    const action = String(request.headers['x-amz-target']).split('.')[1];
    const input = parsed(body);
    return {
      action,
      parameters: flattened(input),
      charges(limits) {
        knownAction(action);
        return parameterStoreCharges(action, limits);
      },
      async answer(call) {
        const content = knownAction(action).answer(call, input);
        return JSON.stringify(
          withTimes(content, call.world.faults.clockSkewMs()),
        );
      },
    };
  },

  refuse(error) {
    const { code, message, status } = asSsmError(error);
    const body = JSON.stringify({
      __type: code,
      message: message || undefined,
    });
    return { status, body, errorCode: code };
  },
};

function knownAction(name: string): SsmAction {
  const action = SSM_ACTIONS.get(name);
  if (!action) {
    throw new SsmError(
      'UnknownOperationException',
      `The local SSM has no operation '${name}'`,
    );
  }
  return action;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body || '{}');
  } catch {
    throw new SsmError('SerializationException', 'The request is not JSON');
  }
}

/** A JSON document as a query would say it: `Names.1`, `Tags.1.Key`. */
function flattened(value: unknown, name = ''): Record<string, string> {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object') return { [name]: String(value) };
  const entries = Array.isArray(value)
    ? value.map((entry, index): [string, unknown] => [`${index + 1}`, entry])
    : Object.entries(value);
  return Object.assign(
    {},
    ...entries.map(([key, entry]) =>
      flattened(entry, name ? `${name}.${key}` : key),
    ),
  );
}

function withTimes(value: unknown, clockSkewMs: number): unknown {
  if (value instanceof Date) return (value.getTime() + clockSkewMs) / 1000;
  if (Array.isArray(value)) {
    return value.map(entry => withTimes(entry, clockSkewMs));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      withTimes(entry, clockSkewMs),
    ]),
  );
}
