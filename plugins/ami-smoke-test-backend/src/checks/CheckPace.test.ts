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

import { CheckPace } from './CheckPace';

describe('CheckPace', () => {
  it('lets some hundred checks ask as often as they are meant to, and a thousand less often', () => {
    const pace = new CheckPace();
    const leave = pace.enter(250);
    expect(pace.everyMs(250)).toBe(250);
    const leaveToo = pace.enter(750);
    expect(pace.everyMs(250)).toBe(1000);
    expect(pace.everyMs(5000)).toBe(5000);
    leaveToo();
    leave();
    expect(pace.everyMs(250)).toBe(250);
  });
});
