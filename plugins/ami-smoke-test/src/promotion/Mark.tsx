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

import type { ReactNode } from 'react';
import {
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiErrorWarningFill,
  RiIndeterminateCircleLine,
  RiTimeLine,
} from '@remixicon/react';
import styles from './Mark.module.css';

/** What somebody is to feel about a state. */
export type Tone = 'good' | 'bad' | 'doubtful' | 'busy' | 'none';

const ICONS = {
  good: RiCheckboxCircleFill,
  bad: RiCloseCircleFill,
  doubtful: RiErrorWarningFill,
  busy: RiTimeLine,
  none: RiIndeterminateCircleLine,
};

/**
 * A state as an icon and a word in a colour: nothing hangs on the colour alone.
 *
 * @param props - its `tone`; `meaning`, told on hover
 */
export function Mark(props: {
  tone: Tone;
  meaning?: string;
  children: ReactNode;
}) {
  const Icon = ICONS[props.tone];
  return (
    <span className={styles.mark} data-tone={props.tone} title={props.meaning}>
      <Icon size={14} aria-hidden />
      {props.children}
    </span>
  );
}
