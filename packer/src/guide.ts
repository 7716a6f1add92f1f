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

/** What `profile verify --help` teaches. */
export const VERIFY_GUIDE = `
Exit codes:
  0  verified
  1  wrong settings
  2  failed: the instance was reached, but its image did not listen; name another
  3  errored: unreachable from here, or AWS or we are at fault; it says what to look at
  4  cancelled
`;

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

Exit codes:
  0  passed; or NOT TESTED, when it cannot know which image Packer has just built;
     or any end of --image in a template whose manifest has no entry of the build
  1  wrong settings; preflight found a problem
  2  failed: the image is at fault
  3  errored: AWS or we are at fault, the image may be good (0 with --on-errored=warn)
  4  cancelled

Settings: each flag has the environment variable that is shown beside it; the flag wins.

Token, the first of these that is there:
  AMI_SMOKE_TEST_TOKEN_COMMAND  a command that prints one
  AMI_SMOKE_TEST_TOKEN          the token itself
  GitHub Actions                minted from the job's OIDC (permissions: id-token: write)
  AMI_SMOKE_TEST_ID_TOKEN       GitLab CI: a variable of the job's id_tokens
  There is no --token: what stands on a command line is seen in process lists and logs.
`;
