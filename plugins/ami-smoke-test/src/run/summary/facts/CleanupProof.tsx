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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Text } from '@backstage/ui';
import {
  RiCheckLine,
  RiErrorWarningFill,
  RiLoader4Line,
} from '@remixicon/react';
import { useTexts } from '../../../translations/useTexts';
import { Instant } from '../../../ui';
import styles from './Facts.module.css';

const ICONS = {
  clean: RiCheckLine,
  pending: RiLoader4Line,
  leaked: RiErrorWarningFill,
};

/** Whether everything that the run made in AWS was seen gone, and how each was. */
export function CleanupProof(props: { run: Run }) {
  const { cleanup, resources } = props.run;
  const t = useTexts();
  const Icon = ICONS[cleanup];
  const state = (
    <span className={styles.cleanup} data-cleanup={cleanup}>
      <Icon size={16} aria-hidden />
      {cleanup === 'pending' && props.run.verdict === undefined
        ? t('run.summary.stillUsed')
        : t(`ui.cleanup.${cleanup}`)}
    </span>
  );
  if (resources.length === 0) return state;
  return (
    <details className={styles.proof}>
      <summary>{state}</summary>
      <ul className={styles.proofs}>
        {resources.map(resource => (
          <li key={resource.id}>
            <Text variant="body-small">
              {t(`run.summary.resource.${resource.kind}`)}{' '}
              <span className={styles.code}>{resource.resourceId ?? '?'}</span>
              {' · '}
              {resource.proof ?? t(`run.summary.state.${resource.state}`)}
              {resource.goneAt && (
                <>
                  {' · '}
                  <Instant at={resource.goneAt} form="full" />
                </>
              )}
            </Text>
          </li>
        ))}
      </ul>
    </details>
  );
}
