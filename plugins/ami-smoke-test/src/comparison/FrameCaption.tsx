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

import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import { runRouteRef } from '../routes';
import { searchWithMoment } from '../run/clock/address';
import { useTexts } from '../translations/useTexts';
import { formatDuration } from '../ui';
import styles from './FrameCaption.module.css';
import type { FrameViewProps } from './frameView';
import type { Side } from './sides';

/** Whose picture it is and of when, and whether it only stands in for one that is missing; a link to it on the run's page. */
export function FrameCaption(props: FrameViewProps & { side: Side }) {
  const t = useTexts();
  const runRoute = useRouteRef(runRouteRef);
  const { pair, run, other, names, side } = props;
  const { offsetMs } = pair[side];
  const offset = formatDuration(offsetMs);
  const { id } = side === 'here' ? run : other;
  return (
    <span className={styles.caption}>
      <Link
        href={runRoute({ runId: id }) + searchWithMoment('', offsetMs)}
        variant="body-small"
        weight="bold"
        aria-label={t('comparison.frames.openAt', {
          side: names[side],
          offset,
        })}
      >
        {names[side]}
      </Link>
      <span>
        {offsetMs === pair.offsetMs
          ? t('comparison.frames.moment', { offset })
          : t('comparison.frames.nearest', {
              asked: formatDuration(pair.offsetMs),
              offset,
            })}
      </span>
    </span>
  );
}
