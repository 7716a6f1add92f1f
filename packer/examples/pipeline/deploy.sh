#!/bin/sh
# Copyright 2026 The AMI Smoke Test Authors
#
# Licensed under the Apache License, Version 2.0 (the "License");
# you may not use this file except in compliance with the License.
# You may obtain a copy of the License at
#
#     http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

# A deployment that stops unless the gate allows the AMI: whatever goes wrong is not a yes.
# AMI_SMOKE_TEST_URL and a token whose subject may ask the gate (permissions: [gate]) come from the environment.
#
#   deploy.sh <channel> <account id> <region> <ami id> <command that deploys>...

set -eu

channel=$1 account=$2 region=$3 image=$4
shift 4

# Exit code 2: denied, 3: could not tell. With "set -e" the pipeline ends with it, and nothing is deployed.
${AMI_SMOKE_TEST:-ami-smoke-test} gate --channel "$channel" --account-id "$account" --region "$region" --image-id "$image"

exec "$@"
