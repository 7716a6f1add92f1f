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

import { Place } from '../state/Place';
import { World } from '../state/World';
import { Caller } from '../wire/authentication';
import { Ec2Error } from '../wire/Ec2Error';
import { Parameters } from '../wire/Parameters';
import { XmlObject } from '../wire/xml';

/** One request, with everything an action needs to answer it. */
export interface Call {
  requestId: string;
  caller: Caller;
  world: World;
  /** The caller's account in the region of the request. */
  place: Place;
  now: Date;
}

/** One operation of the EC2 API. */
export interface Action {
  name: string;
  /** Reads the parameters, refuses what is wrong with them, and answers. */
  answer(call: Call, parameters: Parameters): Promise<XmlObject>;
}

/**
 * Defines an operation in two steps: `read` turns the parameters into a typed request, `run` does what it says. `check` is
 * what is still found out when the caller asks for a dry run.
 */
export function defineAction<Request, Checked = void>(definition: {
  name: string;
  read(parameters: Parameters): Request;
  check?(call: Call, request: Request): Checked;
  run(
    call: Call,
    request: Request,
    checked: Checked,
  ): XmlObject | Promise<XmlObject>;
}): Action {
  const { name, read, check, run } = definition;
  return {
    name,
    async answer(call, parameters) {
      parameters.ignore('Action', 'Version');
      const dryRun = parameters.boolean('DryRun');
      const request = read(parameters);
      parameters.refuseUnknown();
      const checked = check?.(call, request) as Checked;
      if (dryRun) {
        throw new Ec2Error(
          'DryRunOperation',
          'Request would have succeeded, but DryRun flag is set.',
          412,
        );
      }
      return run(call, request, checked);
    },
  };
}

/** What calls answer that only say that they succeeded. */
export const DONE: XmlObject = { return: true };
