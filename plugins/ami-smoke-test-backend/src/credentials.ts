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
  AwsCredentialProvider,
  AwsCredentialsManager,
} from '@backstage/integration-aws-node';

/** No credentials could be had; the message says for which account, and the way out. */
export class CredentialsError extends Error {
  /** As the SDK calls it, so that both are understood alike. */
  readonly name = 'CredentialsProviderError';
}

/**
 * The credentials of an account, as Backstage is configured (section `aws` of the app config).
 *
 * @param accountId - the main account when it is missing
 */
export function credentialsOf(
  manager: AwsCredentialsManager,
  accountId: string | undefined,
): AwsCredentialProvider['sdkCredentialProvider'] {
  return async properties => {
    try {
      const provider = await manager.getCredentialProvider({ accountId });
      return await provider.sdkCredentialProvider(properties);
    } catch (error) {
      const whose = accountId ? `AWS account ${accountId}` : 'AWS';
      throw new CredentialsError(
        `No credentials for ${whose}: ${
          error instanceof Error ? error.message : error
        } Configure them in \`aws.accounts\` or \`aws.accountDefaults\``,
        { cause: error },
      );
    }
  };
}
