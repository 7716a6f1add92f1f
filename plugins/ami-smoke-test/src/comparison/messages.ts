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
export const comparisonMessages = {
  title: '{{family}} compared',
  what: 'The comparison',
  side: {
    here: 'This run',
    'last-good': 'Last good run',
    asked: 'Other run',
  },
  open: 'Open the run',
  swap: 'Swap',
  facts: 'The two runs',
  differs: 'differs',
  same: 'The same in both',
  fact: {
    reason: 'Reason',
    family: 'Family',
    image: 'Image',
    sourceImage: 'Source image',
    gitRevision: 'Git revision',
    region: 'Region',
    zone: 'Availability zone',
    instanceType: 'Instance type',
    profile: 'Profile',
  },
  unknown: 'not known',
  choose: {
    label: 'Compare with',
    lastGood: 'The last good run',
    run: '{{verdict}} · {{when}} · {{region}} · {{instanceType}}',
    paste: 'Or a run of any family',
    pasteHint: 'Id or address of a run',
    go: 'Compare',
    wrong: 'There is no id of a run in this',
  },
  noOther: {
    title: 'No run of {{family}} has passed before this one',
    text: 'Choose another run to compare with: one of this family, or of any other by its address.',
  },
  frames: {
    title: 'Screens',
    none: 'There are no pictures to compare',
    noneText: 'One of the two runs has no screenshot.',
    views: 'How to lay them on each other',
    view: {
      'side-by-side': 'Side by side',
      difference: 'Difference',
      overlay: 'Overlay',
    },
    moments: 'Moments of the boots',
    moment: 'after {{offset}}',
    alike: 'alike',
    differ: 'they differ',
    nearest: 'none after {{asked}}: this is its nearest, after {{offset}}',
    previous: 'Previous moment',
    next: 'Next moment',
    first: 'First that differs',
    noneDiffers: 'All screens are alike',
    openAt: '{{side}}: open it after {{offset}}',
    share: '{{share}} of the pixels differ',
    shareNone: 'Not one pixel differs',
    sizes:
      'The screens have different sizes, {{there}} and {{here}}: they are laid on each other in the upper left corner.',
    differenceAlt: 'Red where the screens differ, after {{offset}}',
    difference: 'The difference',
    opacity: 'How much of this run shows through',
  },
  stages: {
    title: 'Stages',
    stage: 'Stage',
    difference: 'Difference',
    longer: '{{stage}} took {{duration}} longer',
    shorter: '{{stage}} took {{duration}} less',
    same: '{{stage}} took as long',
    unknown: 'only one of them was there',
    bar: '{{side}}: {{stages}}',
    part: '{{stage}} {{duration}}',
    none: 'Neither run has finished a stage yet',
  },
  ladders: {
    title: 'How far the boots came',
    rung: 'Stage of the boot',
    difference: 'Difference',
    service: 'service answered',
    after: 'after {{offset}}',
    reached: 'reached',
    unseen: 'not seen',
    'not-reached': 'not reached',
    later: '{{duration}} later',
    earlier: '{{duration}} earlier',
    same: 'at the same time',
    onlyOne: 'only one of them',
    lost: 'most of it here: {{duration}}',
    none: 'How far they came is not known of both.',
  },
  hardware: {
    title: 'Hardware and drivers',
    alike:
      'As far as both boots came, their logs tell of the same hardware and drivers.',
    missing_one: '{{count}} line is missing now:',
    missing_other: '{{count}} lines are missing now:',
    added_one: '{{count}} line is new:',
    added_other: '{{count}} lines are new:',
    legend:
      'In which order lines came, and which slots and numbers devices got, makes no difference here.',
  },
  checks: {
    title: 'Checks',
    check: 'Check',
    state: { waiting: 'waiting', passed: 'passed', failed: 'failed' },
    after: 'after {{offset}}',
    attempts_one: '{{count}} attempt',
    attempts_other: '{{count}} attempts',
    none: 'not asked',
    noneAtAll: 'Neither run asked its service anything',
  },
  console: {
    title: 'Console',
    alike_one: '{{count}} line alike, then:',
    alike_other: '{{count}} lines alike, then:',
    identical: 'The logs are alike, but for times, addresses and ids.',
    truncated:
      'There is more that differs than is shown here: open the runs for the whole logs.',
    leftOut_one: '{{count}} line alike',
    leftOut_other: '{{count}} lines alike',
    log: 'The logs side by side',
    previous: 'Previous difference',
    next: 'Next difference',
    line: '{{side}}, line {{number}}',
    legend:
      '− stands before what only the other run printed, + before what only this run did.',
  },
} as const;
