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

import type { Verdict } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiErrorWarningFill,
  RiForbid2Fill,
  RiLoader4Line,
  RiQuestionLine,
} from '@remixicon/react';
import { useTexts } from '../translations/useTexts';
import styles from './VerdictBadge.module.css';

/** A verdict, or what stands in its place. */
export type Standing = Verdict | 'running' | 'none';

const ICONS = {
  passed: RiCheckboxCircleFill,
  failed: RiCloseCircleFill,
  errored: RiErrorWarningFill,
  cancelled: RiForbid2Fill,
  running: RiLoader4Line,
  none: RiQuestionLine,
};

/** A verdict in its colour, with an icon and a word: nothing hangs on the colour alone. */
export function VerdictBadge(props: {
  standing: Standing;
  size?: 'small' | 'large';
}) {
  const t = useTexts();
  const { standing, size = 'small' } = props;
  const Icon = ICONS[standing];
  return (
    <span
      className={styles.badge}
      data-standing={standing}
      data-size={size}
      title={t(`ui.verdictMeaning.${standing}`)}
    >
      <Icon size={size === 'large' ? 20 : 16} aria-hidden />
      {t(`ui.verdict.${standing}`)}
    </span>
  );
}

/** The verdict of a build or run, or that it is still running. */
export function standingOf(one: { verdict?: Verdict }): Standing {
  return one.verdict ?? 'running';
}
