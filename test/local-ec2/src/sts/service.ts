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

import { Parameters } from '../wire/Parameters';
import { Service } from '../wire/Service';
import { stsAnswer, stsRefusal } from '../wire/xml';
import { ApiError } from '../wire/ApiError';

/** The one operation of STS here. */
export const GET_CALLER_IDENTITY = 'GetCallerIdentity';

/**
 * Of the Security Token Service, whose credentials these are; no policy can forbid that:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const stsService: Service = {
  name: 'sts',
  contentType: 'text/xml',

  read(_request, body) {
    const parameters = Parameters.parse(body).raw();
    const { Action: action = '' } = parameters;
    return {
      action,
      parameters,
      charges() {
        if (action !== GET_CALLER_IDENTITY) {
          throw new ApiError(
            'InvalidAction',
            `The local STS has no operation '${action}'`,
          );
        }
        return [];
      },
      async answer({ requestId, caller }) {
        const { accountId, accessKeyId, name } = caller;
        return stsAnswer(action, requestId, {
          Arn: `arn:aws:iam::${accountId}:user/${name}`,
          UserId: accessKeyId,
          Account: accountId,
        });
      },
    };
  },

  refuse({ code, message, status }, requestId) {
    const body = stsRefusal(code, message, requestId);
    return { status, body, errorCode: code };
  },
};
