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

import { execFileSync } from 'node:child_process';

/**
 * Calls EC2 in a child process of its own, as the article does, and waits for it: by the command in `AWS_CALL`, a JSON array,
 * which takes what the AWS CLI takes after `aws ec2`.
 *
 * @throws Error with what the command said, when it failed
 */
export function aws<Answer>(operation: string, input: object): Answer {
  const [command, ...args] = JSON.parse(process.env.AWS_CALL ?? '[]');
  const output = execFileSync(
    command,
    [...args, operation, '--cli-input-json', JSON.stringify(input)],
    { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 },
  );
  return JSON.parse(output.trim() || '{}');
}
