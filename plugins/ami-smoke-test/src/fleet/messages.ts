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
export const fleetMessages = {
  title: 'Smoke tests',
  families: 'Image families',
  what: 'The image families',
  summary: 'The fleet in numbers',
  number: {
    all: 'families',
    passing: 'passing',
    failing: 'failing',
    running: 'running',
    undecided: 'not decided yet',
    never: 'never tested',
    resources: 'in AWS right now',
  },
  filter: {
    label: 'Filters',
    text: 'Find a family',
    region: 'Region',
    anyRegion: 'Any region',
    owner: 'Owner',
    anyone: 'Anyone',
    me: 'Me and my groups',
    clear: 'Clear all filters',
    none: 'No family fits these filters',
    shown_one: '{{count}} family shown',
    shown_other: '{{count}} families shown',
  },
  column: {
    family: 'Family',
    owner: 'Owner',
    latest: 'Latest verdict',
    regions: 'By region',
    running: 'Running now',
    failingSince: 'Failing since',
    lastPassed: 'Last passed',
    screens: 'Screens',
  },
  more_one: 'Show {{count}} more',
  more_other: 'Show {{count}} more',
  shownOf: '{{shown}} of {{all}}',
  none: 'none',
  noOwner: 'nobody',
  started: 'started',
  build: 'The build of {{family}}',
  runIn: '{{region}}: {{verdict}}',
  runningCount_one: '{{count}} running',
  runningCount_other: '{{count}} running',
  never: {
    text: 'The catalog knows it, but no image of it was ever tested.',
    link: 'How to add it',
  },
  catalog: {
    title: 'The catalog does not answer',
    text: 'Owners and families that were never tested are missing here until it does.',
  },
  empty: { title: 'No image was smoke-tested yet' },
  ledger: {
    title: 'In AWS right now because of us',
    what: 'What is in AWS',
    meaning:
      'Every run writes down what it makes before it makes it, and crosses it out only when it was seen gone.',
    empty: 'Nothing: everything that runs made is gone.',
    notAllowed:
      'What is in AWS right now is shown to whoever has the permission {{permission}}.',
    column: {
      kind: 'Kind',
      resource: 'Resource',
      state: 'State',
      region: 'Region',
      account: 'Account',
      since: 'Since',
      run: 'Of the run',
    },
    kind: {
      instance: 'Instance',
      'key-pair': 'Key pair',
      volume: 'Volume',
      'network-interface': 'Network interface',
      'security-group': 'Security group',
    },
    state: {
      intended: 'intended',
      exists: 'exists',
      refused: 'refused',
      gone: 'gone',
    },
    stateMeaning: {
      intended: 'It was asked for, and AWS has not said yet whether it made it',
      exists: 'AWS has it; it is removed when its run ends',
      refused: 'AWS did not make it',
      gone: 'It was seen gone',
    },
    noId: 'no id yet',
    console: '{{resource}} in the AWS console',
    reaper: {
      title: 'Found in AWS, and looked after by no run',
      meaning:
        'The reaper looks for what carries the tag of this installation. What is certainly nobody’s it removes; the rest it leaves to you.',
      empty: 'Nothing.',
      never: 'It has not looked yet.',
      looked: 'Looked into {{region}} of account {{account}}',
      trouble: 'Could not look into {{region}} of account {{account}}',
      column: {
        kind: 'Kind',
        resource: 'Resource',
        action: 'What became of it',
        why: 'Why',
        region: 'Region',
        account: 'Account',
        seen: 'Last seen',
      },
      action: {
        left: 'left to you',
        removing: 'being removed',
        removed: 'removed',
        settled: 'settled',
      },
      actionMeaning: {
        left: 'It is not certain that nobody needs it: please look, and remove it yourself if so',
        removing: 'Its removal was asked for, and it was not seen gone yet',
        removed: 'It was removed and seen gone',
        settled: 'It is there no longer, or a run looks after it',
      },
    },
  },
} as const;
