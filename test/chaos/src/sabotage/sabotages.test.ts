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

import { runCommand } from '../__testUtils__/runCommand';
import { SABOTAGES, type Sabotage } from './sabotages';

jest.setTimeout(300_000);

/** What is found when a protection is off. */
const FOUND: Record<Sabotage, string> = {
  'client-token': 'launched-twice',
  epoch: 'manifests',
  reaper: 'left',
  evidence: 'captures-missing',
  'confirm-pass': 'verdicts',
};

describe('npm run chaos -- --sabotage', () => {
  it.each(Object.keys(SABOTAGES) as Sabotage[])('%s fails', async sabotage => {
    const { code, output, report } = await runCommand([
      ...['--sabotage', sabotage],
    ]);
    expect({ code, output }).toEqual({ code: 1, output });
    const violated = report?.rulings.filter(
      ({ violations }) => violations.length > 0,
    );
    expect(violated?.map(({ id }) => id)).toContain(FOUND[sabotage]);
  });
});
