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

import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../../translations/useTexts';
import { Instant, Person } from '../../../ui';
import { Fact } from './Fact';
import styles from './Facts.module.css';

/** Who keeps the build whatever its age, and since when; nothing of one that is not pinned. */
export function Pinned(props: { build: Build }) {
  const t = useTexts();
  const { pinned } = props.build;
  if (!pinned) return null;
  return (
    <Fact name={t('run.summary.pinnedBy')}>
      <Person subject={pinned.by} />
      <span className={styles.quiet}>
        <Instant at={pinned.at} />
      </span>
    </Fact>
  );
}
