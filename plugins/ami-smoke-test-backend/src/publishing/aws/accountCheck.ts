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

import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { PublishingError } from './PublishingError';

/** Passes when the credentials are known to be those of the account that they are for. */
export type AccountCheck = () => Promise<void>;

/** The credentials that are configured for an account are another account's. */
export class WrongAccountError extends Error {
  readonly name = 'WrongAccountError';

  constructor(accountId: string, actual: string | undefined) {
    super(
      `The credentials for account ${accountId} are those of account ${actual}: correct aws.accounts[].accountId in the app config, or the credentials beside it`,
    );
  }
}

/**
 * Asks STS whose credentials these are, until they are known to be right: with those of another account, images that are there seem to
 * be gone, and parameters and tags would be written where nobody looks for them. It takes no permission:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export function accountCheck(
  client: STSClient,
  place: { accountId: string; region: string },
): AccountCheck {
  let passed: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const { Account } = await client
      .send(new GetCallerIdentityCommand({}))
      .catch(cause => {
        const action = 'sts:GetCallerIdentity';
        const resource = 'the credentials';
        throw new PublishingError({ action, resource, ...place }, cause);
      });
    if (Account !== place.accountId) {
      throw new WrongAccountError(place.accountId, Account);
    }
  }

  return () => {
    passed ??= ask().catch(error => {
      passed = undefined;
      throw error;
    });
    return passed;
  };
}
