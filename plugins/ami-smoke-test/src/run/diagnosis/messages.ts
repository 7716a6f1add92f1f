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

/** The texts of the diagnosis; what was found is told in the words of its signature. */
export const diagnosisMessages = {
  title: 'Diagnosis',
  none: 'This run has no diagnosis.',
  notYet: 'Nothing of the boot has been read yet.',
  nothingSeen: 'Nothing of a boot was recognised',
  furthest: 'Furthest stage:',
  after: 'after {{offset}}',
  ladder: 'Stages of the boot',
  showRung: 'Show the moment at which this stage was reached: {{stage}}',
  rung: {
    reached: 'reached',
    furthest: 'reached',
    unseen: 'not seen',
    ahead: 'not reached',
  },
  source: {
    console: 'console log',
    screen: 'screen',
    run: 'measured',
  },
  line: 'line {{number}}',
  showEvidence: 'Show it in the log, and the screen of that moment',
  cause: 'Likely cause',
  remedy: 'What to do',
  references: 'More about it:',
  more: 'More about it',
  less: 'Less',
  count_one: 'seen {{count}} time',
  count_other: 'seen {{count}} times',
  inLastGood: 'also in the last good run',
  others: {
    error_one: '{{count}} other error',
    error_other: '{{count}} other errors',
    warning_one: '{{count}} warning',
    warning_other: '{{count}} warnings',
    info_one: '{{count}} note',
    info_other: '{{count}} notes',
  },
  unknown: 'What went wrong is not known',
  lastLines: 'The log ends with',
  standstill: {
    frozen: 'The screen has not changed since {{since}}, for {{duration}}.',
    'cursor-only':
      'On the screen nothing but a cursor or a spinner has moved since {{since}}, for {{duration}}.',
  },
} as const;
