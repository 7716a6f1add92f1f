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
import { useState } from 'react';
import type { Standing } from '../ui';
import styles from './Reason.module.css';

/** One sentence on one line; all of it on hover, or when it is pressed. */
export function Reason(props: { text: string; standing: Standing }) {
  const [whole, setWhole] = useState(false);
  return (
    <button
      type="button"
      className={styles.reason}
      data-standing={props.standing}
      title={whole ? undefined : props.text}
      aria-expanded={whole}
      onClick={() => setWhole(!whole)}
    >
      {props.text}
    </button>
  );
}
