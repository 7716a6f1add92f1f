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

import { ApiError } from './ApiError';

/**
 * A refusal in EC2's own words: an error code of
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and a message.
 */
export class Ec2Error extends ApiError {
  constructor(code: string, message: string, status?: number) {
    super(code, message, status);
    this.name = 'Ec2Error';
  }
}

/** A required parameter is absent. */
export function missingParameter(name: string): Ec2Error {
  return new Ec2Error(
    'MissingParameter',
    `The request must contain the parameter ${name}`,
  );
}

/** A parameter has a value that it cannot have. */
export function invalidValue(
  name: string,
  value: string,
  explanation?: string,
): Ec2Error {
  return new Ec2Error(
    'InvalidParameterValue',
    `Value (${value}) for parameter ${name} is invalid.${
      explanation ? ` ${explanation}` : ''
    }`,
  );
}

/** Two parameters exclude each other, or one does not fit the resource. */
export function invalidCombination(explanation: string): Ec2Error {
  return new Ec2Error('InvalidParameterCombination', explanation);
}

/** The instance's state forbids what was asked. */
export function incorrectState(explanation: string): Ec2Error {
  return new Ec2Error('IncorrectInstanceState', explanation);
}

/** EC2 has the operation, but not for this resource. */
export function unsupported(explanation: string): Ec2Error {
  return new Ec2Error('UnsupportedOperation', explanation);
}
