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

import { actionOf } from './keys';

function press(key: string, modifiers: Partial<KeyboardEvent> = {}) {
  return {
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    defaultPrevented: false,
    ...modifiers,
  };
}

const element = (html: string) => {
  document.body.innerHTML = html;
  return document.body.firstElementChild!;
};

it('drives the player', () => {
  const { body } = document;
  expect(actionOf(press('ArrowLeft'), body, 'other')).toBe('previous');
  expect(actionOf(press('ArrowRight'), body, 'other')).toBe('next');
  expect(
    actionOf(press('ArrowRight', { shiftKey: true }), body, 'player'),
  ).toBe('nextDifferent');
  expect(actionOf(press('?', { shiftKey: true }), body, 'other')).toBe('keys');
  expect(actionOf(press('Z', { shiftKey: true }), body, 'other')).toBe('zoom');
});

it('leaves keys to who types, to the browser, and to buttons', () => {
  const field = element('<input />');
  expect(actionOf(press('f'), field, 'other')).toBeUndefined();
  expect(
    actionOf(press('f', { ctrlKey: true }), document.body, 'other'),
  ).toBeUndefined();
  const button = element('<button>Re-run</button>');
  expect(actionOf(press(' '), button, 'other')).toBeUndefined();
  expect(actionOf(press('ArrowLeft'), button, 'other')).toBe('previous');
});

it('leaves the arrows to what scrolls by them, and elsewhere to who selects text', () => {
  const zoomed = element('<div tabindex="0" data-scrolled-by-keys></div>');
  for (const key of ['ArrowLeft', 'ArrowRight', 'Home', 'End', ' ']) {
    expect(actionOf(press(key), zoomed, 'player')).toBeUndefined();
  }
  expect(actionOf(press('z'), zoomed, 'player')).toBe('zoom');
  expect(
    actionOf(press('ArrowLeft', { shiftKey: true }), document.body, 'other'),
  ).toBeUndefined();
});

it('takes the keys that scroll a page only within the player', () => {
  expect(actionOf(press('End'), document.body, 'other')).toBeUndefined();
  expect(actionOf(press('End'), document.body, 'player')).toBe('last');
});
