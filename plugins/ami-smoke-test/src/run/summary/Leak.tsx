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

import type { LedgerEntry } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Alert } from '@backstage/ui';
import { resourceUrl } from '../../aws';
import { useTexts } from '../../translations/useTexts';
import { Outside } from './facts/Outside';

/** Something that a run made is still there, and costs money: what, and where to remove it. */
export function Leak(props: { resources: LedgerEntry[] }) {
  const t = useTexts();
  const left = props.resources.filter(
    ({ state }) => state === 'exists' || state === 'intended',
  );
  return (
    <div role="alert">
      <Alert
        status="danger"
        icon
        title={t('run.summary.leakTitle')}
        description={
          <>
            {t('run.summary.leakHint')}
            <ul>
              {left.map(resource => (
                <li key={resource.id}>
                  {t(`run.summary.resource.${resource.kind}`)}{' '}
                  <Outside
                    url={resourceUrl(resource)}
                    text={resource.resourceId ?? '?'}
                  />{' '}
                  ({resource.region}, {resource.accountId})
                </li>
              ))}
            </ul>
          </>
        }
      />
    </div>
  );
}
