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

import { ApiError } from '../wire/ApiError';

/**
 * A refusal in the words of Systems Manager: an error of
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html and a message.
 */
export class SsmError extends ApiError {
  constructor(code: string, message = '', status?: number) {
    super(code, message, status);
    this.name = 'SsmError';
  }
}

/** The request says something that cannot be. */
export function invalid(message: string): SsmError {
  return new SsmError('ValidationException', message);
}

/** AWS says no more than that. */
export function notFound(): SsmError {
  return new SsmError('ParameterNotFound');
}

/** What every service refuses has names of its own here. */
const IN_WORDS_OF_SSM: Record<string, string> = {
  AuthFailure: 'UnrecognizedClientException',
  IncompleteSignature: 'IncompleteSignatureException',
  InternalError: 'InternalServerError',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  RequestExpired: 'InvalidSignatureException',
  RequestLimitExceeded: 'ThrottlingException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
};

/** Of whatever refused a call, the error that SSM answers with. */
export function asSsmError(error: ApiError): ApiError {
  const code = IN_WORDS_OF_SSM[error.code];
  if (code === undefined) return error;
  if (code === 'ThrottlingException')
    return new SsmError(code, 'Rate exceeded');
  return new SsmError(code, error.message, error.status >= 500 ? 500 : 400);
}
