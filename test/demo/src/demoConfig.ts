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

/** What the demo's profile has beside that of `app-config.yaml`: checks of the whole image, and no patience with slow boots. */
export const demoConfig = {
  amiSmokeTest: {
    profiles: {
      default: {
        checks: [
          { type: 'tcp', port: 8080 },
          {
            type: 'http',
            port: 8080,
            path: '/health',
            expect: { json: { '/status': 'ok' } },
          },
          // Can every file be read, and is it what it was when the image was built?
          { type: 'integrity', budgetSeconds: 90 },
        ],
        // A boot without KVM takes 5 to 15 s, and longer where builds run beside it; the slow variant's service needs 20 s more.
        budgets: { serviceSeconds: 60 },
        bootTime: { warnAfterSeconds: 22 },
      },
    },
  },
};
