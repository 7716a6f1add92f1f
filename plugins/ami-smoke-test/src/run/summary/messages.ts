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

/** The texts of what happened. */
export const summaryMessages = {
  imageId: 'the AMI id',
  onlineAfter: 'Online after',
  launchedAfter: 'launched after {{duration}}',
  serviceAfter: 'Service answered after',
  sinceOnline: 'since it was online',
  neverAnswered: 'not every check was answered',
  notAnsweredYet: 'not yet',
  verdictAfter: 'Verdict after',
  finishedAfter: 'all cleaned up after {{duration}}',
  instance: 'Instance',
  place: 'Where',
  account: 'account {{account}}',
  profile: 'Profile',
  startedBy: 'Started by',
  trigger: 'Started through',
  rerunOf: 're-run of an earlier build',
  packer: 'Packer build',
  repository: 'Repository',
  revision: 'Revision',
  job: 'CI job',
  sourceImage: 'Source image',
  archive: 'Archive',
  archiveAddress: 'the address of the archive',
  cleanup: 'Cleanup',
  stillUsed: 'in use',
  siblings: 'Runs of this build',
  wholeBuild_one: '{{count}} run',
  wholeBuild_other: 'All {{count}} runs',
  noticesBelow_one:
    '{{count}} thing went wrong without ending the run; see the details below.',
  noticesBelow_other:
    '{{count}} things went wrong without ending the run; see the details below.',
  now: {
    queued: 'Waiting for its turn for {{duration}}.',
    launching: 'EC2 has been starting the instance for {{duration}}.',
    booting:
      'The machine is on and has been booting for {{duration}}; nothing has answered yet.',
    probing:
      'The service has been asked for {{duration}}; it may take {{budget}}.',
    collecting:
      'The verdict is there; the last pictures and the rest of the log are being collected ({{duration}}).',
    'cleaning-up': 'What it made in AWS is being removed ({{duration}}).',
  },
  lastAnswer: 'The last answer to {{check}}: {{answer}}',
  actions: 'Actions',
  needs: 'This takes the permission {{permission}}',
  dismiss: 'Leave it',
  rerun: 'Re-run',
  rerunPlace: '{{instanceType}} in {{region}}',
  rerunTitle: 'Test {{family}} once more?',
  rerunMeaning_one:
    'This launches {{count}} instance in AWS ({{places}}) with the profile {{profile}}, and removes it afterwards.',
  rerunMeaning_other:
    'This launches {{count}} instances in AWS ({{places}}) with the profile {{profile}}, and removes them afterwards.',
  rerunConfirm_one: 'Launch {{count}} instance',
  rerunConfirm_other: 'Launch {{count}} instances',
  cancel: 'Cancel',
  cancelTitle: 'Stop testing {{family}}?',
  cancelMeaning_one:
    'Its {{count}} run ends as cancelled, and its instance is removed. What was seen so far is kept.',
  cancelMeaning_other:
    'Its {{count}} runs end as cancelled, and their instances are removed. What was seen so far is kept.',
  cancelConfirm: 'Stop it',
  pin: 'Pin',
  pinMeaning: 'Pin this build: it is kept, whatever its age',
  unpin: 'Unpin',
  unpinMeaning: 'Unpin this build: it may be removed when it is old',
  pinnedBy: 'Pinned by',
  download: 'Download',
  downloadEverything: 'Download everything that was archived',
  nothingArchived: 'Nothing has been archived yet',
  theArchive: 'The archive',
  copyLink: 'Copy link',
  notCopied: 'Not copied: the browser refused',
  openInAws: 'Open in AWS',
  awsInstance: 'The instance',
  awsImage: 'The AMI',
  awsArchive: 'The archive in S3',
  compare: 'Compare',
  compareWithGood: 'Compare with the last good run',
  leakTitle: 'Something is left in AWS',
  leakHint:
    'It stayed although its removal was asked for again and again, and it costs money. Remove it by hand:',
  details: 'Details',
  notices: 'What went wrong without ending the run',
  stages: 'Stages',
  stage: 'Stage',
  stageAfter: 'After',
  stageTook: 'Took',
  stageAt: 'At',
  resources: 'What it made in AWS',
  noResources: 'Nothing so far.',
  resourceKind: 'What',
  resourceId: 'Id',
  resourceState: 'State',
  resourceProof: 'How it was seen gone',
  resource: {
    instance: 'instance',
    'key-pair': 'key pair',
    volume: 'volume',
    'network-interface': 'network interface',
    'security-group': 'security group',
  },
  state: {
    intended: 'asked for',
    exists: 'exists',
    refused: 'refused by AWS',
    gone: 'gone',
  },
  checks: {
    title: 'Checks',
    none: 'The profile asks no questions of this image.',
    state: {
      waiting: 'waiting',
      passed: 'passed',
      failed: 'failed',
    },
    passedAt: 'after {{offset}}',
    attempts_one: '{{count}} attempt',
    attempts_other: '{{count}} attempts',
    segment: '{{outcome}} from {{from}} to {{to}}',
    when: 'When',
    times: 'Times',
    outcomeName: 'Outcome',
    answer: 'Answer',
    outcome: {
      passed: 'passed',
      refused: 'refused',
      silent: 'no answer',
      'wrong-answer': 'wrong answer',
    },
  },
} as const;
