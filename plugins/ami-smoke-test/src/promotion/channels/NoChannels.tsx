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

import { Text } from '@backstage/ui';
import { RiSignpostLine } from '@remixicon/react';
import { useTexts } from '../../translations/useTexts';
import { Empty, Snippet } from '../../ui';

/** Two channels, one after the other, which others take the image from by a parameter of SSM. */
const EXAMPLE = `amiSmokeTest:
  promotion:
    channels:
      staging:
        requires:
          - profile: default # each image must have passed its smoke test
        publish:
          ssmParameter: {} # /ami-smoke-test/<family>/staging
      production:
        requires:
          - profile: default
        after:
          channel: staging
          hours: 24
        promoters: owners
        retest:
          everyHours: 168
        publish:
          ssmParameter: {}
`;

/** No channel is configured: what to add. */
export function NoChannels() {
  const t = useTexts();
  return (
    <Empty
      title={t('promotion.none.title')}
      icon={<RiSignpostLine size={32} aria-hidden />}
    >
      <Text color="secondary">{t('promotion.none.text')}</Text>
      <div style={{ width: '100%', maxWidth: 720, textAlign: 'start' }}>
        <Snippet what={t('promotion.none.snippet')} text={EXAMPLE} />
      </div>
    </Empty>
  );
}
