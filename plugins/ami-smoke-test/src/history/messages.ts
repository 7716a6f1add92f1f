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
/** The texts of the history of a family. */
export const historyMessages = {
  what: 'The history',
  builds: 'Builds',
  loading: 'Loading builds',
  empty: {
    title: 'No smoke test of {{family}} yet',
    filteredTitle: 'No build fits these filters',
    filteredHint: 'There are builds, but none of them is like that.',
    pageTitle: 'There is nothing older',
  },
  filters: {
    label: 'Filters',
    any: 'any',
    verdict: 'Verdict',
    region: 'Region',
    trigger: 'Trigger',
    since: 'Started',
    periods: {
      all: 'any time',
      '24h': 'last 24 hours',
      '7d': 'last 7 days',
      '30d': 'last 30 days',
    },
    furthestStage: 'Furthest stage',
    category: 'Category',
    finding: 'Headline',
    image: 'Image',
    imagePlaceholder: 'ami-… (the whole id)',
    imageMalformed:
      'A whole AMI id is ami- and 8 or 17 characters of 0-9 and a-f, e.g. ami-0abcdef1234567890.',
    active_one: '{{count}} filter',
    active_other: '{{count}} filters',
    clear: 'Clear',
  },
  columns: {
    tick: 'Compare',
    verdict: 'Verdict',
    image: 'Image',
    diagnosis: 'Furthest stage, headline',
    film: 'Boot',
    started: 'Started',
    duration: 'Verdict after',
    timeToService: 'Time to service',
  },
  row: {
    tick: 'Compare the build of {{image}}, {{verdict}}',
    open: '{{verdict}}: open the run of {{image}}',
    imageId: 'the image id',
    more_one: '{{count}} more image',
    more_other: '{{count}} more images',
    fewer: 'Fewer images',
    regions: 'Regions',
    instanceTypes: 'Instance types',
    by: '{{source}} · {{who}}',
    rerunOf: 'of this build',
    pinned: 'Pinned by {{who}}: kept, whatever its age',
    noImage: 'no image',
    none: 'none',
  },
  evidenceHidden:
    'Pictures are not shown: what a machine shows may hold secrets, so it takes the permission {{permission}}.',
  pages: {
    label: 'Pages',
    newest: 'Newest',
    newer: 'Newer',
    wayEnds: 'The way back is not known any further: go on from the newest',
    older: 'Older',
    showing_one: '{{count}} build',
    showing_other: '{{count}} builds',
  },
  compare: {
    label: 'Comparison',
    one: 'Tick another build to compare the two',
    two: 'Two builds are ticked',
    lastGood: 'Compare with the last good one',
    both: 'Compare',
    clear: 'Clear',
  },
  chart: {
    title: 'Time to service',
    show: 'Show the chart',
    hide: 'Hide the chart',
    summary_one: 'The last build',
    summary_other: 'The last {{count}} builds',
    passed: '{{passed}} passed',
    median: 'median {{time}}',
    budget: 'budget {{time}}',
    budgetLine: 'budget',
    marks: 'Builds, the oldest first. The arrow keys go from one to the next.',
    mark: '{{verdict}}, {{image}}, {{at}}',
    markTimed: '{{verdict}} after {{time}}, {{image}}, {{at}}',
    noTime: 'not passed',
    timeToService: '{{time}} to service',
  },
} as const;
