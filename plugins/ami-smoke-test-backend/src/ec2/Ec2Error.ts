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

import type { Ec2ErrorClass } from './Ec2';

/** What EC2 refused or failed to do: its class, and AWS's own words. */
export class Ec2Error extends Error {
  readonly name = 'Ec2Error';
  readonly errorClass: Ec2ErrorClass;
  /** AWS's error code, e.g. `InsufficientInstanceCapacity`. */
  readonly code: string;
  readonly operation: string;
  /** The same request was sent before, and not answered: what that one made is not known. */
  readonly afterUnanswered: boolean;

  constructor(options: {
    errorClass: Ec2ErrorClass;
    code: string;
    operation: string;
    message: string;
    afterUnanswered?: boolean;
    cause?: unknown;
  }) {
    super(`${options.operation}: ${options.code}: ${options.message}`, {
      cause: options.cause,
    });
    this.errorClass = options.errorClass;
    this.code = options.code;
    this.operation = options.operation;
    this.afterUnanswered = options.afterUnanswered ?? false;
  }

  /** The same, of a request that had been sent before without an answer. */
  sentAgain(): Ec2Error {
    const { errorClass, code, operation, cause } = this;
    const message = this.message.slice(`${operation}: ${code}: `.length);
    return new Ec2Error({
      errorClass,
      code,
      operation,
      message,
      cause,
      afterUnanswered: true,
    });
  }
}

/** Whether an error is EC2's, and of one of these classes (of any, when none is named). */
export function isEc2Error(
  error: unknown,
  ...classes: Ec2ErrorClass[]
): error is Ec2Error {
  return (
    error instanceof Ec2Error &&
    (classes.length === 0 || classes.includes(error.errorClass))
  );
}

/** Whether an error is EC2's, with this code of AWS's. */
export function hasCode(error: unknown, code: string): error is Ec2Error {
  return isEc2Error(error) && error.code === code;
}

/**
 * Whether the same request may yet be answered otherwise: nothing came back, EC2 does not know yet what it needs, or other
 * credentials may come.
 */
export function isUndecided(error: unknown): error is Ec2Error {
  return isEc2Error(
    error,
    'transient',
    'throttled',
    'not-found-yet',
    'credentials',
  );
}

/** Whether EC2 said no to a request that was sent once: then nothing was made. */
export function isDefiniteRefusal(error: unknown): error is Ec2Error {
  return (
    isEc2Error(error) &&
    !error.afterUnanswered &&
    !isEc2Error(error, 'transient', 'throttled')
  );
}
