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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { ButtonIcon, Flex } from '@backstage/ui';
import { RiArrowDownLine, RiArrowUpLine } from '@remixicon/react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import styles from './ConsoleDiff.module.css';
import { DiffRowView } from './DiffRowView';
import { type DiffRow, differences } from './diffRows';
import type { SideNames } from './sides';

/** How high a line is that needs no second one, in px. */
const LINE_HEIGHT = 20;

/** Rows that are drawn beyond what is seen. */
const OVERSCAN = 20;

/** Two logs laid side by side, or one below the other; only what is seen is drawn. */
export function ConsoleDiff(props: {
  rows: DiffRow[];
  wide: boolean;
  run: Run;
  other: Run;
  names: SideNames;
}) {
  const t = useTexts();
  const runRoute = useRouteRef(runRouteRef);
  const { rows, wide, run, other, names } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const starts = useMemo(() => differences(rows), [rows]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN,
  });
  const hrefs = {
    here: runRoute({ runId: run.id }),
    there: runRoute({ runId: other.id }),
  };
  const jump = (by: 1 | -1) => {
    const top = virtual.range?.startIndex ?? 0;
    const next =
      by === 1
        ? starts.find(start => start > top)
        : starts.findLast(start => start < top);
    if (next !== undefined) virtual.scrollToIndex(next, { align: 'start' });
  };
  return (
    <div className={styles.diff}>
      <div className={styles.head}>
        {wide && (
          <div className={styles.names}>
            <span>{names.there}</span>
            <span>{names.here}</span>
          </div>
        )}
        {starts.length > 1 && (
          <Flex gap="1" className={styles.jumps}>
            <ButtonIcon
              size="small"
              variant="tertiary"
              icon={<RiArrowUpLine />}
              aria-label={t('comparison.console.previous')}
              onPress={() => jump(-1)}
            />
            <ButtonIcon
              size="small"
              variant="tertiary"
              icon={<RiArrowDownLine />}
              aria-label={t('comparison.console.next')}
              onPress={() => jump(1)}
            />
          </Flex>
        )}
      </div>
      {/* What scrolls has to be reachable with the keyboard. */}
      {/* eslint-disable jsx-a11y/no-noninteractive-tabindex */}
      <div
        ref={scroller}
        className={styles.scroller}
        tabIndex={0}
        role="region"
        aria-label={t('comparison.console.log')}
      >
        {/* eslint-enable jsx-a11y/no-noninteractive-tabindex */}
        <div
          className={styles.lines}
          role="table"
          aria-label={t('comparison.console.log')}
          aria-rowcount={rows.length}
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(item => (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={styles.line}
              role="row"
              aria-rowindex={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <DiffRowView
                row={rows[item.index]}
                wide={wide}
                hrefs={hrefs}
                names={names}
              />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
