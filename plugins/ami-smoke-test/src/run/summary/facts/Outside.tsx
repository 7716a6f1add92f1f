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

import { Link } from '@backstage/ui';
import styles from './Facts.module.css';
import { safeUrl } from './links';

/** A link out of Backstage, if the address is one that may be a link; else its text. */
export function Outside(props: { url: string | undefined; text: string }) {
  const href = safeUrl(props.url);
  if (!href) return <>{props.text}</>;
  return (
    <Link
      className={styles.outside}
      href={href}
      target="_blank"
      rel="noopener noreferrer"
    >
      {props.text}
    </Link>
  );
}
