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

const whenLoaded = require('./whenLoaded.cjs');

// Nobody looks for what a dead installation left.
whenLoaded('ledger/Reaper.ts', reaper => {
  whenLoaded.replaceMethod(reaper.Reaper, 'reapOnce', () => async () => false);
  return reaper;
});

// Nobody finds what a launch made that was never answered.
whenLoaded('ec2/AwsEc2Gateway.ts', gateway => {
  whenLoaded.replaceMethod(
    gateway.AwsEc2Gateway,
    'for',
    connect =>
      function connectBlindly(...place) {
        return {
          ...connect.apply(this, place),
          findByClientToken: async () => [],
        };
      },
  );
  return gateway;
});
