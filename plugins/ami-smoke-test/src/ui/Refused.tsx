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

import { Focusable, Tooltip, TooltipTrigger } from '@backstage/ui';
import type { ReactElement } from 'react';
import styles from './Refused.module.css';

/**
 * An action that cannot be done, and why: it can be reached with the keyboard, or nobody would hear the reason.
 *
 * @param props - its `label` and `icon`; its `name` where the action's says more than the label; `why` it cannot be done
 */
export function Refused(props: {
  label: string;
  name?: string;
  icon: ReactElement;
  why: string;
}) {
  return (
    <TooltipTrigger delay={200}>
      <Focusable>
        <button
          type="button"
          aria-disabled="true"
          aria-label={props.name}
          className={styles.refused}
        >
          {props.icon}
          {props.label}
        </button>
      </Focusable>
      <Tooltip>{props.why}</Tooltip>
    </TooltipTrigger>
  );
}
