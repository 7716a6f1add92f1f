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

import type {
  AmiSmokeTestApi,
  Build,
  BuildChangedSignal,
  PromotionChangedSignal,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { TestApiProvider } from '@backstage/test-utils';
import { onlineManager } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { amiSmokeTestApiRef } from '../api';
import { aBuild } from '../builds/__testUtils__/builds';
import { aList } from '../promotion/__testUtils__/channels';
import { PagesProvider } from './PagesProvider';
import { useChannels } from './useChannels';
import { useBuilds } from './useBuilds';
import { useLiveUpdates } from './useLiveUpdates';

/** A history on which signals can be sent. */
function show(builds: Build[]) {
  const listBuilds = jest.fn(async () => ({ items: builds }));
  const listChannels = jest.fn(async () => aList());
  let send: (message: BuildChangedSignal | PromotionChangedSignal) => void;
  const signals = {
    subscribe: (_channel: string, listener: typeof send) => {
      send = listener;
      return { unsubscribe() {} };
    },
  };
  const wrapper = (props: { children: ReactNode }) => (
    <TestApiProvider
      apis={[
        [
          amiSmokeTestApiRef,
          { listBuilds, listChannels } as Partial<AmiSmokeTestApi>,
        ],
        [signalApiRef, signals as typeof signalApiRef.T],
      ]}
    >
      <PagesProvider>{props.children}</PagesProvider>
    </TestApiProvider>
  );
  const { result } = renderHook(
    () => {
      useLiveUpdates();
      useChannels('web-base');
      const { data, isError } = useBuilds({});
      return { data, isError };
    },
    { wrapper },
  );
  const signalPromotion = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      send({ promotion: true });
      await act(() => jest.advanceTimersByTimeAsync(100));
    }
  };
  const signal = async (buildId: string, times: number) => {
    for (let time = 0; time < times; time += 1) {
      send({ buildId });
      await act(() => jest.advanceTimersByTimeAsync(100));
    }
  };
  return { listBuilds, listChannels, signal, signalPromotion, result };
}

describe('a list', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    onlineManager.setOnline(true);
  });

  it('follows a build that it shows running every two seconds, and all else seldom', async () => {
    const { listBuilds, signal } = show([aBuild({ id: 'shown' })]);
    await act(() => jest.advanceTimersByTimeAsync(3_000));
    const before = listBuilds.mock.calls.length;

    await signal('elsewhere', 40);
    expect(listBuilds.mock.calls.length - before).toBe(1);

    await signal('shown', 40);
    const asked = listBuilds.mock.calls.length - before;
    expect(asked).toBeGreaterThanOrEqual(3);
    expect(asked).toBeLessThanOrEqual(6);
  });

  it('of finished builds is asked for at once, and then no more often than every ten seconds', async () => {
    const { listBuilds, signal } = show([
      aBuild({ id: 'shown', verdict: 'passed' }),
    ]);
    await act(() => jest.advanceTimersByTimeAsync(100));
    await signal('shown', 90);
    expect(listBuilds).toHaveBeenCalledTimes(2);
    await signal('elsewhere', 12);
    expect(listBuilds).toHaveBeenCalledTimes(3);
  });

  it('is not asked for when something about promotion changes; channels are, at most once a second', async () => {
    const { listBuilds, listChannels, signalPromotion } = show([
      aBuild({ verdict: 'passed' }),
    ]);
    await act(() => jest.advanceTimersByTimeAsync(100));
    expect(listChannels).toHaveBeenCalledTimes(1);
    await signalPromotion(25);
    expect(listChannels).toHaveBeenCalledTimes(4);
    expect(listBuilds).toHaveBeenCalledTimes(1);
  });

  it('says that it is old when the browser is offline, and recovers', async () => {
    const { listBuilds, result } = show([aBuild({ verdict: 'passed' })]);
    await act(() => jest.advanceTimersByTimeAsync(100));
    expect(result.current.data?.items).toHaveLength(1);

    onlineManager.setOnline(false);
    listBuilds.mockRejectedValue(new TypeError('Failed to fetch'));
    await act(() => jest.advanceTimersByTimeAsync(25_000));
    expect(result.current.isError).toBe(true);
    expect(result.current.data?.items).toHaveLength(1);

    listBuilds.mockResolvedValue({ items: [] });
    await act(async () => onlineManager.setOnline(true));
    await act(() => jest.advanceTimersByTimeAsync(20_000));
    expect(result.current.isError).toBe(false);
    expect(result.current.data?.items).toHaveLength(0);
  });
});
