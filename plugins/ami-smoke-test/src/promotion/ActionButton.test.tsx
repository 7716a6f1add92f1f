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

import { act, render, screen } from '@testing-library/react';
import { ActionButton } from './ActionButton';

it('keeps the focus when it cannot be done any more, and takes it from nobody', () => {
  const button = (refused?: string) => (
    <>
      <ActionButton
        label="Promote…"
        icon={<i />}
        refused={refused}
        onPress={() => {}}
      />
      <input />
    </>
  );
  const { rerender } = render(button());
  act(() => screen.getByRole('button').focus());
  rerender(button('There is no build that could come next.'));
  expect(screen.getByRole('button')).toHaveAttribute('aria-disabled', 'true');
  expect(screen.getByRole('button')).toHaveFocus();

  act(() => screen.getByRole('textbox').focus());
  rerender(button());
  expect(screen.getByRole('textbox')).toHaveFocus();
});
