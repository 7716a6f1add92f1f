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
/** The texts of the card on a family's overview. */
export const cardMessages = {
  title: 'Smoke tests',
  what: 'The last smoke tests',
  loading: 'Loading the last smoke tests',
  all: 'All smoke tests',
  open: 'Open the run',
  compare: 'Compare with the last good one',
  imageId: 'the image id',
  moreImages_one: 'and {{count}} more',
  moreImages_other: 'and {{count}} more',
  running: 'now {{stage}}',
  runningMore_one: 'and {{count}} more build',
  runningMore_other: 'and {{count}} more builds',
  failing_one: 'Failing for {{count}} build, since',
  failing_other: 'Failing for {{count}} builds, since',
  failingAtLeast_one: 'Failing for {{count}} build or more, at least since',
  failingAtLeast_other: 'Failing for {{count}} builds or more, at least since',
  regions: 'Verdict in each region',
  region: '{{region}}: {{verdict}}',
  timeToService: 'Time to service',
  median: 'median {{time}} before',
  slower: '{{percent}} % slower than usual',
  muchSlower: '{{times}} times as long as usual',
  faster: '{{percent}} % faster than usual',
  usual: 'as usual',
  lastPass: 'when it last passed',
  sparkline: 'Times to service of the last passes: {{times}}',
  empty: {
    title: 'No smoke test of {{family}} yet',
    text: 'A few lines in its Packer template, and every build is booted and looked at.',
    how: 'Show the lines',
  },
} as const;
