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

/** The texts of the boot player. */
export const playerMessages = {
  title: 'Boot player',
  timeline: {
    label: 'Moment of the run',
    at: '{{offset}} after online, {{stage}}',
    span: '{{stage}}: {{duration}}, from {{from}} to {{to}}',
    current: '{{stage}}: since {{duration}}',
    ahead: '{{stage}}: not yet',
    online: 'Online: the zero of every time here',
    passed: '{{check}} answered after {{offset}}',
    verdict: '{{verdict}} after {{offset}}',
    frozen: 'The screen does not change from {{from}} to {{to}}',
    'cursor-only':
      'On the screen only a cursor or a spinner moves from {{from}} to {{to}}',
  },
  screen: {
    label: 'Screen',
    position: 'frame {{number}} of {{total}}',
    unchanged: 'unchanged for {{duration}}',
    late: 'taken {{duration}} late',
    broken: 'The picture could not be loaded',
    missing: 'No picture of this moment',
    noneTaken: 'EC2 gave no picture of this machine',
    noneTakenHint:
      'Not every instance type can be filmed. The console log tells how the boot went.',
    drag: 'The screen at 100 %: drag or scroll to see the rest',
  },
  read: {
    title: 'Text read from this screen',
    empty: 'No text was found on it.',
    notThis: 'This screen was not read. Those that were:',
  },
  waiting: {
    queued: 'Waiting for its turn',
    queuedHint:
      'Other runs of this account and region go first, or no worker is free yet.',
    launching: 'The machine is being launched',
    launchingHint:
      'The first picture is taken when EC2 says that it is running.',
    filming: 'The first picture is on its way',
    filmingHint: 'It appears here by itself.',
    over: 'No picture was taken',
    overHint:
      'The run ended before the first one was due, or its profile takes none.',
  },
  strip: {
    label: 'Film strip',
    frame: 'Frame at {{offset}}',
    frames_one: '{{count}} frame from {{from}} to {{to}}, unchanged',
    frames_other: '{{count}} frames from {{from}} to {{to}}, unchanged',
    missing: 'No picture at {{offset}}: {{reason}}',
    missingFrames: 'No pictures from {{from}} to {{to}}: {{reason}}',
    noPicture: 'no picture',
    range: '{{from}} – {{to}}',
    times: '×{{number}}',
    unchanged: 'unchanged for {{duration}}',
    open_one: 'Show the {{count}} frame',
    open_other: 'Show all {{count}} frames that are the same',
    close_one: 'Collapse the {{count}} frame',
    close_other: 'Collapse the {{count}} frames that are the same',
  },
  control: {
    label: 'Playback',
    play: 'Play',
    pause: 'Pause',
    previous: 'Previous frame',
    next: 'Next frame',
    previousDifferent: 'Previous frame that differs',
    nextDifferent: 'Next frame that differs',
    speed: 'Speed',
    times: '{{speed}}×',
    live: 'Live',
    following: 'Live: the newest is shown as it comes',
    goLive: 'Go live: show the newest as it comes',
    zoomIn: 'Show at 100 %',
    zoomOut: 'Fit',
    fullScreen: 'Full screen',
    leaveFullScreen: 'Leave full screen',
    keys: 'Keys',
    withKey: '{{what}} ({{key}})',
  },
  keys: {
    title: 'Keys',
    space: 'Space',
    left: '←',
    right: '→',
    shiftLeft: ', or, in the player, Shift ←',
    shiftRight: '. or, in the player, Shift →',
    home: 'Home',
    end: 'End',
    first: 'First frame (in the player)',
    last: 'Last frame (in the player)',
    playOrPause: 'Play or pause',
    zoom: '100 % or fit',
    goLive: 'Go live, while it runs',
    everywhere: 'They work wherever you are on this page',
    everywhereHint: 'Else only while the player has the focus.',
    close: 'Close',
  },
} as const;
