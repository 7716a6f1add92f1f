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

// One call of EC2 with the SDK, for where there is no AWS CLI: `sdkCall.cjs <operation> --cli-input-json <input>`.

import * as ec2 from '@aws-sdk/client-ec2';

type AnyCommand = new (input: object) => ec2.DescribeInstancesCommand;

async function main([operation, , input]: string[]): Promise<void> {
  const name = `${operation.replace(/(^|-)(\w)/g, (_, __, letter) =>
    letter.toUpperCase(),
  )}Command`;
  const Command = (ec2 as unknown as Record<string, AnyCommand>)[name];
  const client = new ec2.EC2Client({ endpoint: process.env.EC2_ENDPOINT });
  const { $metadata: _, ...answer } = await client.send(
    new Command(JSON.parse(input)),
  );
  process.stdout.write(JSON.stringify(answer));
  client.destroy();
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 255;
});
