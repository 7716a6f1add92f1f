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

/** What a key can ask the player for. */
export type KeyAction =
  | 'previous'
  | 'next'
  | 'previousDifferent'
  | 'nextDifferent'
  | 'first'
  | 'last'
  | 'playOrPause'
  | 'fullScreen'
  | 'zoom'
  | 'goLive'
  | 'keys';

/** What uses keys itself: they are never taken from it. */
const OWN_KEYS =
  'input, textarea, select, [contenteditable], [role="dialog"], dialog, [role="menu"], [role="listbox"], [role="tablist"], [role="radiogroup"], [role="grid"], [role="tree"], [role="log"]';

/** What scrolls by keys when it has the focus. */
const SCROLLED = '[data-scrolled-by-keys]';

/** The keys that scroll, of those that the player knows. */
const SCROLLING = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End', ' ']);

/** What the space bar presses. */
const PRESSED_BY_SPACE = 'button, a, summary, [role="button"], [role="link"]';

const LETTERS = new Map<string, KeyAction>([
  ['f', 'fullScreen'],
  ['z', 'zoom'],
  ['l', 'goLive'],
]);

/** What a key was pressed in: the parts of a `KeyboardEvent` that matter. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented'
>;

/**
 * What a key asks for; nothing when it is somebody else's.
 *
 * @param target - what has the focus
 * @param place - where that is; `other` also means: nothing has the focus
 */
export function actionOf(
  press: KeyPress,
  target: Element,
  place: 'player' | 'other',
): KeyAction | undefined {
  if (
    press.defaultPrevented ||
    press.ctrlKey ||
    press.metaKey ||
    press.altKey
  ) {
    return undefined;
  }
  if (target.closest(OWN_KEYS)) return undefined;
  const { key, shiftKey } = press;
  if (SCROLLING.has(key) && target.closest(SCROLLED)) return undefined;
  // Elsewhere they select text.
  if (shiftKey && key.startsWith('Arrow') && place === 'other') {
    return undefined;
  }
  switch (key) {
    case 'ArrowLeft':
      return shiftKey ? 'previousDifferent' : 'previous';
    case 'ArrowRight':
      return shiftKey ? 'nextDifferent' : 'next';
    case ',':
      return 'previousDifferent';
    case '.':
      return 'nextDifferent';
    case ' ':
      return target.closest(PRESSED_BY_SPACE) ? undefined : 'playOrPause';
    // Elsewhere they scroll the page.
    case 'Home':
      return place === 'player' ? 'first' : undefined;
    case 'End':
      return place === 'player' ? 'last' : undefined;
    case '?':
      return 'keys';
    default:
      return LETTERS.get(key.toLocaleLowerCase('en-US'));
  }
}
