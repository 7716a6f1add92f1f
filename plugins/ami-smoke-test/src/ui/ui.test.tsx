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

import { storageApiRef } from '@backstage/core-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/test-utils';
import type {
  StorageApi,
  StorageValueSnapshot,
} from '@backstage/core-plugin-api';
import { act, render, renderHook, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Instant } from './Instant';
import { useRemembered } from './useRemembered';

describe('a choice that is remembered', () => {
  const withStorage =
    (storage: StorageApi) =>
    ({ children }: { children: ReactNode }) =>
      (
        <TestApiProvider apis={[[storageApiRef, storage]]}>
          {children}
        </TestApiProvider>
      );

  it('is kept, and is the same everywhere on the page', async () => {
    const wrapper = withStorage(mockApis.storage());
    const { result } = renderHook(
      () => [useRemembered('wrap', true), useRemembered('wrap', true)],
      { wrapper },
    );
    expect(result.current.map(([value]) => value)).toEqual([true, true]);
    await act(async () => result.current[0][1](false));
    expect(result.current.map(([value]) => value)).toEqual([false, false]);
  });

  it('comes later when it has to be asked for', async () => {
    let tell: (snapshot: StorageValueSnapshot<boolean>) => void = () => {};
    const storage = {
      forBucket: () => storage,
      snapshot: (key: string) => ({ key, presence: 'unknown' }),
      observe$: () => ({
        subscribe: (next: typeof tell) => {
          tell = next;
          return { unsubscribe: () => {} };
        },
      }),
    } as unknown as StorageApi;
    const { result } = renderHook(() => useRemembered('wrap', true), {
      wrapper: withStorage(storage),
    });
    expect(result.current[0]).toBe(true);
    act(() => tell({ key: 'wrap', presence: 'present', value: false }));
    expect(result.current[0]).toBe(false);
  });
});

describe('instants', () => {
  beforeEach(() =>
    jest.useFakeTimers({ now: Date.parse('2026-11-22T12:00:10Z') }),
  );
  afterEach(() => jest.useRealTimers());

  it('become older by one timer for all of them, which ends with the last', () => {
    const { rerender } = render(
      <>
        <Instant at="2026-11-22T12:00:00Z" />
        <Instant at="2026-11-22T11:59:55Z" />
        <Instant at="2026-11-22T11:59:55Z" form="full" />
      </>,
    );
    expect(screen.getByText('10 seconds ago')).toBeInTheDocument();
    expect(jest.getTimerCount()).toBe(1);
    act(() => jest.advanceTimersByTime(30_000));
    expect(screen.getByText('40 seconds ago')).toBeInTheDocument();
    expect(screen.getByText('45 seconds ago')).toBeInTheDocument();
    rerender(<p />);
    expect(jest.getTimerCount()).toBe(0);
  });
});
