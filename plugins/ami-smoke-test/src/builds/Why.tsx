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

import type { Headline } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { SeverityMark } from '../ui';
import { reasonBeyond } from './reasonBeyond';
import styles from './Why.module.css';

/** Why a build or run went as it did, in a line: the headline of its diagnosis, and what the verdict says beyond that. */
export function Why(props: { reason?: string; headline?: Headline }) {
  const { reason, headline } = props;
  if (!headline) return <>{reason}</>;
  const rest = reasonBeyond(headline, reason);
  return (
    <>
      <SeverityMark severity={headline.severity} />{' '}
      <b className={styles.title}>{headline.title}</b>
      {rest && <> · {rest}</>}
    </>
  );
}
