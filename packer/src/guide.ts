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

import type { PromotionCommandName } from './options';

/** What `profile verify --help` teaches. */
export const VERIFY_GUIDE = `
Exit codes:
  0  verified
  1  wrong settings
  2  failed: the instance was reached, but its image did not listen; name another
  3  errored: unreachable from here, or AWS or we are at fault; it says what to look at
  4  cancelled
`;

const PROMOTION_CODES = `
Exit codes:
  0  it is done, or was so already, and AWS shows it
  1  wrong settings
  2  refused: the gate denies it, or somebody else was there first
  3  it could not be done or found out, or AWS does not show it in time (--publish-timeout)
`;

/** What the commands of promotion are for: in a line, at length, and what their `--help` teaches beyond the options. */
export const PROMOTION_GUIDES: Record<
  PromotionCommandName,
  [summary: string, description: string, guide: string]
> = {
  gate: [
    'ask whether an image or a build may go to a channel',
    'Asks whether exactly this image, or a build with all of its images, may go to a channel, and prints every rule with the runs that it was decided by. In a template, after test, it is about what the calling Packer build has made.',
    `
  ami-smoke-test gate --channel production \\
    --account-id 123456789012 --region us-east-1 --image-id ami-0abcdef1234567890
  ami-smoke-test gate --channel production --build 6f0f3c1e-54a5-4d0e-9d53-2b0a6c1f7e10

Exit codes:
  0  allow
  1  wrong settings
  2  deny, also of an image that nobody has tested
  3  could not tell: the backend or EC2 did not answer, or the token may not ask
`,
  ],
  promote: [
    'put a build on a channel',
    'Puts a build, with all of its images, on a channel if its gate allows that, and waits until AWS shows it.',
    PROMOTION_CODES,
  ],
  'roll-back': [
    'put what was on a channel before on it again',
    'Puts the build that was on the channel before, or one of those before it (--build), on it again, and waits until AWS shows it. Asked again is only whether its images are there and not revoked.',
    PROMOTION_CODES,
  ],
  revoke: [
    'take a build off every channel, for good',
    'Marks the images of a build as revoked, and has each channel that they are on go back to its last good build. It cannot be undone: build the image again.',
    PROMOTION_CODES,
  ],
  waive: [
    'let a build pass a rule of a gate for some time',
    "Lets a build pass one rule of a channel's gate until an instant, or withdraws that.",
    PROMOTION_CODES,
  ],
  channels: [
    'show what is on which channel',
    'Shows what is on each channel of each family, since when and by whom, how it stands, and whether AWS shows it.',
    `
Exit codes: 0; 1 wrong settings; 3 the backend did not answer.
`,
  ],
};

/** What `diagnose --help` teaches. */
export const DIAGNOSE_GUIDE = `
  ami-smoke-test diagnose console.log
  ami-smoke-test diagnose console.log screen.png --json
  aws ec2 get-console-output --latest --output text --query Output --instance-id i-… |
    ami-smoke-test diagnose -

Exit codes:
  0  it was diagnosed, whatever was found
  1  there is no such file, or it is neither text nor a picture
`;

/** What `--help` teaches. */
export const GUIDE = `
In a template (HCL2), manifest first, then the test:

  build {
    sources = ["source.amazon-ebs.web"]

    provisioner "shell-local" {              # before anything is built
      command = "ami-smoke-test preflight --manifest packer-manifest-web.json"
    }
    post-processors {
      post-processor "manifest" {            # first: it keeps the AMI when the test fails
        output = "packer-manifest-web.json"  # one file for each source
      }
      post-processor "shell-local" {
        command = "ami-smoke-test test --manifest packer-manifest-web.json"
      }
    }
  }

  With shell-local as the only post-processor Packer deletes the AMI when the test
  fails, keep_input_artifact or not. With manifest before it the AMI is kept.

Before the first of them, prove that instances can be reached:

  ami-smoke-test profile verify --profile default

Promote what has passed, in the same step, and see what is where:

  ami-smoke-test test --manifest packer-manifest-web.json --promote-to dev
  ami-smoke-test channels

Exit codes:
  0  passed; or NOT TESTED, when it cannot know which image Packer has just built;
     or any end of --image in a template whose manifest has no entry of the build
  1  wrong settings; preflight found a problem
  2  failed: the image is at fault; or passed, and the channel's gate denies it
  3  errored: AWS or we are at fault, the image may be good (0 with --on-errored=warn);
     or passed, and not promoted, or not seen in AWS
  4  cancelled

Settings: each flag has the environment variable that is shown beside it; the flag wins.

Token, the first of these that is there:
  AMI_SMOKE_TEST_TOKEN_COMMAND  a command that prints one
  AMI_SMOKE_TEST_TOKEN          the token itself
  GitHub Actions                minted from the job's OIDC (permissions: id-token: write)
  AMI_SMOKE_TEST_ID_TOKEN       GitLab CI: a variable of the job's id_tokens
  There is no --token: what stands on a command line is seen in process lists and logs.
`;
