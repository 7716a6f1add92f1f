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
import { RiPushpin2Fill } from '@remixicon/react';
import { useTexts } from '../translations/useTexts';
import styles from './PinnedMark.module.css';

/** Marks a build that is kept whatever its age; nothing of any other. */
export function PinnedMark(props: { build: Build }) {
  const t = useTexts();
  const { pinned } = props.build;
  if (!pinned) return null;
  const text = t('history.row.pinned', { who: pinned.by });
  return (
    <span role="img" aria-label={text} title={text} className={styles.mark}>
      <RiPushpin2Fill size={14} aria-hidden />
    </span>
  );
}
