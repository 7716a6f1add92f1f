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
import { renderHook } from '@testing-library/react';
import { useAfter } from './useAfter';

function rendersOf(readiness: boolean[]) {
  const seen: boolean[] = [];
  const { rerender } = renderHook(
    (ready: boolean) => {
      seen.push(useAfter(ready));
    },
    { initialProps: readiness[0] },
  );
  readiness.slice(1).forEach(ready => rerender(ready));
  return seen;
}

it('lets what is awaited be shown alone before the rest follows', () => {
  expect(rendersOf([false, true])).toEqual([false, false, true]);
});

it('shows everything at once when there is nothing to wait for', () => {
  expect(rendersOf([true])).not.toContain(false);
});

it('takes nothing away again', () => {
  expect(rendersOf([true, false])).not.toContain(false);
});
