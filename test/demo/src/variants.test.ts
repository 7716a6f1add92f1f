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
  diagnose,
  guestFindings,
  readGuestReport,
} from '@ami-smoke-test/diagnosis';
import { scriptedBoots } from './servers/scriptedBoots';
import { isExpected, VARIANTS } from './variants';

describe('A variant without a real machine', () => {
  it.each(VARIANTS.map(variant => [variant.name, variant] as const))(
    '%s is diagnosed as its real boot is',
    (name, variant) => {
      const script = scriptedBoots()[name];
      const log = (script.console ?? []).map(({ text }) => text).join('');
      const report = readGuestReport(log);
      const screens = (script.screen ?? []).map(({ atMs, lines }) => ({
        offsetMs: atMs,
        text: lines.join('\n'),
      }));
      const { furthestStage, headline } = diagnose({
        console: log,
        // Read from where the console says nothing.
        screens: variant.console ? undefined : screens,
        service: script.ports?.['8080'].some(({ state }) => state === 'open')
          ? 'answered'
          : 'silent',
        further: guestFindings(report),
      });

      expect(furthestStage).toBe(variant.expectedFurthestStage);
      // How long a boot takes cannot be told from its log.
      const expected =
        variant.expectedHeadline?.id === 'slow-boot'
          ? undefined
          : variant.expectedHeadline;
      expect([headline, isExpected(headline ?? undefined, expected)]).toEqual([
        headline,
        true,
      ]);
      const files = report?.files?.value;
      expect(files?.state).toBe(
        /network|root|boot/.test(name) ? undefined : 'whole',
      );
    },
  );
});
