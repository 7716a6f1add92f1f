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

/** The texts of this room. */
export const promotionMessages = {
  title: 'Channels',
  what: 'The channels',
  loading: 'Loading the channels',
  build: 'build {{name}}',
  buildLabel: 'The build {{name}} of {{family}}',
  standing: {
    empty: 'empty',
    good: 'good',
    failing: 'failing',
    stale: 'stale',
  },
  standingMeaning: {
    empty: 'No image is on this channel',
    good: 'What is on this channel has passed every required run, lately',
    failing: 'A required run of what is on this channel has failed since',
    stale:
      'The evidence of what is on this channel is older than its policy wants',
  },
  publication: {
    agreed: 'agreed',
    pending: 'pending',
    drifted: 'drifted',
    failing: 'failing',
  },
  publicationMeaning: {
    agreed: 'Read back from AWS as it should be',
    pending: 'On its way into AWS: not yet read back as it should be',
    drifted: 'Somebody has changed it in AWS',
    failing: 'AWS refused or did not answer; it is tried again',
  },
  retestState: {
    due: 'due',
    running: 'running',
    passed: 'passed',
    failed: 'failed',
    errored: 'errored',
  },
  channel: {
    empty: 'Nothing is on this channel.',
    noFamily:
      'No channel takes this family: see amiSmokeTest.promotion.channels.*.families.',
    on: 'On it',
    by: 'by',
    images: 'Images',
    noEvidence: 'No required run of these images is known any more.',
    waivers: 'Waivers in use',
    waiverUntil: 'until {{date}}',
    waiverWithdrawn: 'withdrawn',
    withdraw: 'Withdraw',
    withdrawLabel: 'Withdraw the waiver of {{rule}}',
    retest: 'Re-test',
    retestNext: 'next {{date}}',
    retestNow: 'next: as soon as there is room',
    retestHindered: 'cannot be tested again',
    aws: 'In AWS',
    agreedIn_one: '{{count}} thing is as it should be',
    agreedIn_other: '{{count}} things are as they should be',
    checked: 'read {{ago}}',
    neverChecked: 'not read yet',
    desired: 'should be',
    observed: 'is',
    absent: 'absent',
    nothingPublished: 'No publisher is configured for this channel.',
    notPublished: 'Not yet carried into AWS.',
    next: 'Could come next',
    noCandidate: 'No build could come next.',
    requires: 'Takes {{runs}}, not older than {{days}} days',
    requiresRegions: 'in {{regions}}',
    requiresAfter: 'after {{hours}} h on {{channel}}',
    requiresAfterAny: 'after {{channel}}',
    requiresOwners: 'by the owners of the family',
    actions: 'What can be done with {{channel}}',
  },
  decision: {
    allow: 'may go',
    deny: 'may not go',
    unknown: 'could not tell',
  },
  decisionMeaning: {
    allow: 'Every rule of the gate passed or was waived',
    deny: 'A rule of the gate failed',
    unknown: 'A rule of the gate could not be asked, which is as good as a no',
  },
  ruleState: {
    pass: 'pass',
    fail: 'fail',
    unknown: 'unknown',
    waived: 'waived',
  },
  rule: {
    'known-image': 'Known image',
    'image-available': 'Image available',
    'not-revoked': 'Not revoked',
    'required-runs': 'Required runs',
    'evidence-age': 'Age of the evidence',
    findings: 'Findings',
    regions: 'Regions',
    'previous-channel': 'Channel before',
  },
  gate: {
    loading: 'Asking the gate',
    what: 'What the gate says',
    rules: 'What the gate asked',
    said: 'What the gate said then',
    evidenceOf_one: '{{count}} run',
    evidenceOf_other: '{{count}} runs',
    waivedBy: 'Waived by {{by}} until {{date}}: {{reason}}',
    passedBy_one: '{{count}} image passes',
    passedBy_other: '{{count}} images pass',
  },
  act: {
    promote: 'Promote…',
    rollBack: 'Roll back…',
    revoke: 'Revoke…',
    waive: 'Waive…',
    cancel: 'Cancel',
    back: 'Back',
    needs: 'This takes the permission {{permission}}.',
    needsOwner:
      'This takes the permission {{permission}}, and only the owners of the family may promote to this channel.',
    noCandidate: 'There is no build that could come next.',
    noPrevious: 'No other build was on this channel before.',
    nothingOn: 'Nothing is on this channel.',
    alreadyRevoked: 'This build is revoked already.',
    reason: 'Reason',
    reasonOptional: 'Reason (if you like)',
    reasonHint: 'It stands in the history.',
    conflict: {
      title: 'Somebody was faster',
      hint: 'What you see now is how it is. Look at it again, and decide again.',
    },
    refused: 'The gate has refused it by now',
    trouble: 'It was not done',
    now: 'On {{channel}} now',
    nothingNow: 'nothing',
  },
  promote: {
    title: 'Promote {{build}} of {{family}}',
    channel: 'Channel',
    confirm: 'Promote to {{channel}}',
    unchanged: 'These images are on {{channel}} already.',
  },
  rollBack: {
    title: 'Roll {{channel}} of {{family}} back',
    to: 'Back to',
    previous: 'the one before',
    confirm: 'Roll back',
    hint: 'Asked is only whether its images are there and not revoked.',
    what: 'What was on the channel before',
  },
  revoke: {
    title: 'Revoke {{build}} of {{family}}',
    meaning:
      'Its images leave every channel, and no build with one of them can be promoted again. This cannot be taken back.',
    leaveEmpty:
      'Leave the channels empty, instead of going back to the last good build of each',
    happens: 'What happens to the channels',
    onNone: 'It is on no channel.',
    'roll-back': 'goes back to {{build}}',
    clearing: 'is left empty',
    what: 'What would happen',
    confirm: 'Revoke',
  },
  waive: {
    title: 'Waive “{{rule}}” for {{build}} on {{channel}}',
    meaning:
      'The build may pass this rule until the waiver ends. Who gave it and why stands in the history.',
    until: 'For how long',
    days_one: '{{count}} day',
    days_other: '{{count}} days',
    ends: 'It ends {{date}}.',
    confirm: 'Waive',
    most_one: 'At most {{count}} day (amiSmokeTest.promotion.maxWaiverDays).',
    most_other:
      'At most {{count}} days (amiSmokeTest.promotion.maxWaiverDays).',
  },
  plan: {
    title_one: 'What will change in AWS: {{count}} thing',
    title_other: 'What will change in AWS: {{count}} things',
    nothing: 'Nothing will change in AWS.',
    what: 'What will change in AWS',
    place: '{{publisher}} in {{region}}',
    placeOfImage: '{{publisher}} of {{imageId}} in {{region}}',
  },
  history: {
    title: 'What was decided',
    what: 'The history of the channels',
    loading: 'Loading the history',
    channel: 'Channel',
    allChannels: 'all channels',
    empty: 'Nothing was decided yet.',
    more: 'Show older ones',
    instead: 'instead of',
    until: 'until {{date}}',
    everyChannel: 'every channel',
  },
  actType: {
    promotion: 'promoted',
    'roll-back': 'rolled back',
    clearing: 'emptied',
    revocation: 'revoked',
    waiver: 'waived',
    'waiver-withdrawal': 'waiver withdrawn',
    refusal: 'refused',
  },
  fleet: {
    title: 'Channels',
    family: 'Family',
    meaning: 'What is where, of every image family.',
    open: '{{family}} on {{channel}}: {{standing}}',
    notTaken: 'not for this family',
  },
  onBuild: {
    label: 'Channels that its images are on',
    on: 'on {{channel}}',
    revoked: 'Revoked',
    revokedBy: 'by {{by}}, {{ago}}: {{reason}}',
  },
  none: {
    title: 'No channel is configured',
    text: 'A channel is a named place that an image is promoted to once it has passed what you ask for: others take the image from there. Add some to the configuration of the backend, and restart it:',
    snippet: 'the lines for the configuration',
  },
} as const;
