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

import {
  DeleteParameterCommand,
  GetParameterCommand,
  paginateDescribeParameters,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { AccountCheck } from './accountCheck';
import { PublishingError } from './PublishingError';

/** The data type of parameters whose value SSM checks to be an AMI. */
export const IMAGE_DATA_TYPE = 'aws:ec2:image';

/** What Parameter Store is asked in one account and region. @throws PublishingError, all of it */
export class ParameterCalls {
  readonly #client: SSMClient;
  readonly #place: { accountId: string; region: string };
  readonly #check: AccountCheck;

  constructor(
    client: SSMClient,
    place: { accountId: string; region: string },
    check: AccountCheck,
  ) {
    this.#client = client;
    this.#place = place;
    this.#check = check;
  }

  /** Nothing when there is none of this name. */
  async get(
    name: string,
  ): Promise<{ value: string; dataType: string } | undefined> {
    const answer = await this.#unlessMissing('GetParameter', name, () =>
      this.#client.send(new GetParameterCommand({ Name: name })),
    );
    return (
      answer?.Parameter && {
        value: answer.Parameter.Value ?? '',
        dataType: answer.Parameter.DataType ?? 'text',
      }
    );
  }

  /** What it was described as when it was put; nothing when there is none of this name. */
  async description(name: string): Promise<string | undefined> {
    return this.#call('DescribeParameters', name, async () => {
      // Pages with a token may be empty.
      const pages = paginateDescribeParameters(
        { client: this.#client },
        {
          ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name] }],
        },
      );
      for await (const { Parameters = [] } of pages) {
        if (Parameters.length > 0) return Parameters[0].Description;
      }
      return undefined;
    });
  }

  /** Asks for the parameter to name an AMI, which SSM looks at only after it has answered. */
  async putImage(
    name: string,
    imageId: string,
    description: string,
  ): Promise<void> {
    await this.#call('PutParameter', name, () =>
      this.#client.send(
        new PutParameterCommand({
          Name: name,
          Value: imageId,
          Type: 'String',
          DataType: IMAGE_DATA_TYPE,
          Description: description,
          Overwrite: true,
        }),
      ),
    );
  }

  async delete(name: string): Promise<void> {
    await this.#unlessMissing('DeleteParameter', name, () =>
      this.#client.send(new DeleteParameterCommand({ Name: name })),
    );
  }

  async #unlessMissing<T>(
    operation: string,
    name: string,
    send: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await this.#call(operation, name, send);
    } catch (error) {
      const { code } = error as PublishingError;
      if (code === 'ParameterNotFound') return undefined;
      throw error;
    }
  }

  async #call<T>(
    operation: string,
    name: string,
    send: () => Promise<T>,
  ): Promise<T> {
    await this.#check();
    try {
      return await send();
    } catch (error) {
      throw new PublishingError(
        {
          action: `ssm:${operation}`,
          resource: `parameter/${name.replace(/^\//, '')}`,
          ...this.#place,
        },
        error,
      );
    }
  }
}
