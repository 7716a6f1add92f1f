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
/** The texts about builds that several pages share. */
export const buildsMessages = {
  film: {
    label: 'How the boot went, in pictures',
    open: 'Open the run after {{offset}}',
    none: 'no picture yet',
  },
  creep: 'Boots take longer of late: {{recent}} instead of {{before}}',
  creepInBudget:
    'Boots take longer of late: {{recent}} instead of {{before}}; the budget is {{budget}}',
  first: {
    text: 'Add this to the Packer template that builds {{family}}. Every build then boots its image in AWS, waits until its service answers, and shows here what the machine showed.',
    template: 'the lines for the template',
    preflightHint:
      'Would a test be accepted? This asks without launching anything. It needs the address of this Backstage in AMI_SMOKE_TEST_URL and a token in AMI_SMOKE_TEST_TOKEN:',
    preflight: 'the command that asks',
  },
} as const;
