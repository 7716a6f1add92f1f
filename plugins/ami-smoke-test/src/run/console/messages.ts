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

/** The texts of the console. */
export const consoleMessages = {
  title: 'Console log',
  lines: 'Lines of the console log',
  keys: 'Arrow keys move from line to line, Enter shows the moment of a line, Space selects it for a link, / searches.',
  lineCount_one: '{{number}} line',
  lineCount_other: '{{number}} lines',
  seek: 'Show the screen after {{time}}',
  linkLine: 'Link to line {{number}}; with Shift, to a range',
  search: 'Search log and screens',
  caseSensitive: 'Match upper and lower case',
  regex: 'Regular expression',
  badRegex:
    'This is no regular expression that can be searched for: {{problem}}',
  onScreen: 'On the screen:',
  screens_one: '{{count}} screen',
  screens_other: '{{count}} screens',
  searching: 'searching',
  proves: 'Evidence: {{finding}}',
  noHit: 'no hit',
  hits_one: '{{number}} line',
  hits_other: '{{number}} lines',
  nextHit: 'Next hit',
  previousHit: 'Previous hit',
  onlyHits: 'Only lines with hits',
  wrap: 'Wrap long lines',
  download: 'Download the log',
  theLog: 'the whole log',
  theLink: 'a link to the lines',
  someLines_one: '{{count}} line',
  someLines_other: '{{count}} lines',
  wholeLine: 'Show the whole line ({{total}} characters)',
  moreOfLine: 'Show more of this line ({{shown}} of {{total}} characters)',
  backToMoment: 'Back to the moment',
  backToEnd: 'Back to the end',
  notYetTitle: 'Nothing on the serial port yet',
  notYetHint:
    'EC2 hands the console over from time to time; its lines appear here by themselves.',
  emptyTitle: 'The machine wrote nothing on its serial port',
  emptyHint:
    'EC2 records only the serial port. Let the kernel of the image write there as well, with these words on its command line. Until then the pictures may still tell what happened.',
} as const;
