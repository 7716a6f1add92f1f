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

import { CopyButton } from './CopyButton';
import styles from './Snippet.module.css';

/**
 * Some lines to be copied.
 *
 * @param props - `what` they are, for their label; the `text`
 */
export function Snippet({ what, text }: { what: string; text: string }) {
  return (
    <div className={styles.snippet}>
      {/* What scrolls has to be reachable with the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.code} tabIndex={0} aria-label={what}>
        {text}
      </pre>
      <span className={styles.copy}>
        <CopyButton what={what} text={text} />
      </span>
    </div>
  );
}
