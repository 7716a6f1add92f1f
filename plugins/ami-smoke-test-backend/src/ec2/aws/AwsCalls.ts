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

import type {
  $Command,
  EC2Client,
  EC2ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-ec2';
import type { ApiName } from '../apis';
import type { Ec2Caller } from '../Ec2Caller';
import { isEc2Error } from '../Ec2Error';
import type { Purpose } from '../pacing';

/** Makes the request, anew for each time that it is sent. */
type Command<
  Input extends ServiceInputTypes,
  Output extends ServiceOutputTypes,
> = () => $Command<
  Input,
  Output,
  EC2ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

/** The calls to EC2 in one account and region, by what they do: look, change, remove. */
export class AwsCalls {
  readonly caller: Ec2Caller;
  readonly #client: EC2Client;
  readonly #beforeChange: () => void;

  constructor(
    client: EC2Client,
    caller: Ec2Caller,
    beforeChange: () => void = () => {},
  ) {
    this.caller = caller;
    this.#client = client;
    this.#beforeChange = beforeChange;
  }

  /** The same, for one who may have to stop: what is given is asked immediately before each request that changes something. */
  guardedBy(beforeChange: () => void): AwsCalls {
    return new AwsCalls(this.#client, this.caller, beforeChange);
  }

  look<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    name: ApiName,
    command: Command<Input, Output>,
    options?: { by?: string; purpose?: Purpose },
  ): Promise<Output> {
    return this.caller.call(
      name,
      sending => this.#client.send(command(), sending),
      options,
    );
  }

  change<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    name: ApiName,
    command: Command<Input, Output>,
  ): Promise<Output> {
    return this.caller.call(
      name,
      sending => this.#client.send(command(), sending),
      { beforeSend: this.#beforeChange },
    );
  }

  /**
   * To remove what is not there is no error. Where the policy asks for our tag, AWS has none to look at on what is not there, and
   * may refuse instead of saying so.
   */
  async remove<
    Input extends ServiceInputTypes,
    Output extends ServiceOutputTypes,
  >(
    name: ApiName,
    command: Command<Input, Output>,
    exists: () => Promise<boolean>,
  ): Promise<void> {
    try {
      await this.change(name, command);
    } catch (error) {
      if (isEc2Error(error, 'not-found-yet')) return;
      if (isEc2Error(error, 'permission') && !(await exists())) return;
      throw error;
    }
  }
}
