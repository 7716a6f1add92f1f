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

import { ACTIONS } from '../actions';
import { charges } from '../limits/requestLimits';
import { Ec2Error, missingParameter } from './Ec2Error';
import { Parameters } from './Parameters';
import { Service } from './Service';
import { answerDocument, errorDocument } from './xml';

/** EC2's Query API: forms in, XML out. */
export const ec2Service: Service = {
  name: 'ec2',
  contentType: 'text/xml;charset=UTF-8',

  read(request, body) {
    const query = request.url?.split('?')[1] ?? '';
    const parameters = Parameters.parse(
      request.method === 'GET' ? query : body,
    );
    const raw = parameters.raw();
    const { Action: action = '' } = raw;
    return {
      action,
      parameters: raw,
      charges(limits) {
        knownAction(action);
        return charges(action, parameters, limits);
      },
      async answer(call) {
        const content = await knownAction(action).answer(call, parameters);
        const { requestId, world } = call;
        return answerDocument(
          action,
          requestId,
          content,
          world.faults.clockSkewMs(),
        );
      },
    };
  },

  refuse({ code, message, status }, requestId) {
    const body = errorDocument(code, message, requestId);
    return { status, body, errorCode: code };
  },
};

function knownAction(name: string) {
  if (name === '') throw missingParameter('Action');
  const action = ACTIONS.get(name);
  if (!action) {
    throw new Ec2Error(
      'InvalidAction',
      `The action ${name} is not valid for this web service.`,
    );
  }
  return action;
}
