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

import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { refresh } from './refresh';

const KEY = ['runs', 'a'];

/** A question whose answers are given by hand. */
function ask() {
  const cache = new QueryClient();
  const answers: ((answer: number) => void)[] = [];
  const cancelled = jest.fn();
  const queryFn = jest.fn(({ signal }: { signal: AbortSignal }) => {
    signal.addEventListener('abort', cancelled);
    return new Promise<number>(resolve => answers.push(resolve));
  });
  const stop = new QueryObserver(cache, { queryKey: KEY, queryFn }).subscribe(
    () => {},
  );
  const answer = async (value: number) => {
    answers.at(-1)!(value);
    await new Promise(resolve => setTimeout(resolve));
    return cache.getQueryData(KEY);
  };
  return { cache, queryFn, cancelled, answer, stop };
}

it('lets the answer come that is on its way, and then asks once more for all that changed meanwhile', async () => {
  const { cache, queryFn, cancelled, answer, stop } = ask();
  await answer(0);

  refresh(cache, ['runs']);
  refresh(cache, ['runs']);
  refresh(cache, ['runs']);
  expect(queryFn).toHaveBeenCalledTimes(2);

  expect(await answer(1)).toBe(1);
  expect(queryFn).toHaveBeenCalledTimes(3);
  expect(await answer(2)).toBe(2);
  expect(queryFn).toHaveBeenCalledTimes(3);
  expect(cancelled).not.toHaveBeenCalled();

  refresh(cache, ['builds']);
  expect(queryFn).toHaveBeenCalledTimes(3);
  refresh(cache, ['runs']);
  expect(queryFn).toHaveBeenCalledTimes(4);
  stop();
});

it('asks again for a first answer that may be too old already', async () => {
  const { cache, queryFn, answer, stop } = ask();
  refresh(cache, KEY);
  expect(queryFn).toHaveBeenCalledTimes(1);
  expect(await answer(0)).toBe(0);
  expect(queryFn).toHaveBeenCalledTimes(2);
  stop();
});
