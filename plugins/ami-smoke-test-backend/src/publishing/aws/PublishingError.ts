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

import { toEc2Error } from '../../ec2/errors';
import { wayOut } from '../../ec2/wayOut';

/** As the SDK and Node.js call it. */
const TIME_OUTS = ['TimeoutError', 'ETIMEDOUT'];

/** A call that publishes. */
export interface PublishingCall {
  /** As IAM knows it, e.g. `ssm:PutParameter`. */
  action: string;
  /** What it is about, e.g. `parameter/images/web-base`. */
  resource: string;
  accountId: string;
  region: string;
}

/** AWS refused something that publishers need, or did not answer: what, where, and the way out. */
export class PublishingError extends Error {
  readonly name = 'PublishingError';
  /** AWS's error code, e.g. `ParameterNotFound`. */
  readonly code: string;
  /** The time was over: nobody can tell whether it was done. */
  readonly unanswered: boolean;

  constructor(call: PublishingCall, cause: unknown) {
    const { action, resource, accountId, region } = call;
    const operation = action.slice(action.indexOf(':') + 1);
    const { errorClass, code } = toEc2Error(operation, cause);
    const place = `account ${accountId}, ${region}`;
    super(
      errorClass === 'permission'
        ? `${action} on ${resource} is not allowed for account ${accountId}: add iam/promotion.json to the role (${place}; AWS said ${code}: ${wordsOf(
            cause,
          )})`
        : [
            `${action} on ${resource} (${place}): ${code}: ${wordsOf(cause)}`,
            // Of the others the way out is for those who launch.
            errorClass === 'credentials' &&
              wayOut({ errorClass, code, operation }, accountId),
          ]
            .filter(Boolean)
            .join('. '),
      { cause },
    );
    this.code = code;
    this.unanswered = TIME_OUTS.includes(code);
  }
}

function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words
    .replace(/\s*Encoded authorization failure message: \S+/, '')
    .replace(/\.$/, '');
}
