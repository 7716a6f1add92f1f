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

import {
  LINUX_LADDER,
  WINDOWS_LADDER,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { aDiagnosis } from './__testUtils__/findings';
import { rungsOf } from './rungs';

const statesOf = (...args: Parameters<typeof rungsOf>) =>
  Object.fromEntries(
    rungsOf(...args).map(({ stage, state }) => [stage, state]),
  );

describe('the ladder of a boot', () => {
  it('has every rung, and tells those that were passed unseen from those ahead', () => {
    expect(rungsOf(aDiagnosis()).map(({ stage }) => stage)).toEqual([
      ...LINUX_LADDER,
    ]);
    expect(statesOf(aDiagnosis())).toEqual({
      firmware: 'reached',
      'boot-loader': 'unseen',
      kernel: 'reached',
      initramfs: 'furthest',
      'root-mounted': 'ahead',
      init: 'ahead',
      network: 'ahead',
      services: 'ahead',
      login: 'ahead',
    });
  });

  it('knows when each was reached', () => {
    const kernel = rungsOf(aDiagnosis()).find(
      ({ stage }) => stage === 'kernel',
    );
    expect(kernel?.evidence).toMatchObject({ line: 20, offsetMs: 1_200 });
  });

  it('is that of Windows for a Windows', () => {
    const rungs = rungsOf({
      platform: 'windows',
      furthestStage: 'boot-manager',
      stages: [],
    });
    expect(rungs.map(({ stage }) => stage)).toEqual([...WINDOWS_LADDER]);
    expect(rungs[1]).toMatchObject({ state: 'furthest' });
  });

  it('guesses nothing of an unknown platform', () => {
    const { stages } = aDiagnosis();
    expect(
      statesOf({
        platform: 'unknown',
        furthestStage: 'firmware',
        stages: stages.slice(0, 1),
      }),
    ).toEqual({ firmware: 'furthest' });
    expect(
      rungsOf({ platform: 'unknown', furthestStage: null, stages: [] }),
    ).toEqual([]);
  });

  it('has nothing reached where nothing was seen', () => {
    const states = statesOf({
      platform: 'linux',
      furthestStage: null,
      stages: [],
    });
    expect(new Set(Object.values(states))).toEqual(new Set(['ahead']));
  });
});
