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

import type { Severity } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  RiAlertFill,
  RiCloseCircleFill,
  RiInformationFill,
} from '@remixicon/react';
import { useTexts } from '../translations/useTexts';
import styles from './SeverityMark.module.css';

const ICONS = {
  error: RiCloseCircleFill,
  warning: RiAlertFill,
  info: RiInformationFill,
};

/** How grave a finding is: a shape and a colour, and a word for whoever sees neither. */
export function SeverityMark(props: { severity: Severity; size?: number }) {
  const t = useTexts();
  const { severity, size = 16 } = props;
  const Icon = ICONS[severity];
  const word = t(`ui.severity.${severity}`);
  return (
    <span
      className={styles.mark}
      data-severity={severity}
      role="img"
      aria-label={word}
      title={word}
    >
      <Icon size={size} aria-hidden />
    </span>
  );
}
