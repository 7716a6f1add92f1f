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

import type { ConsoleLine } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Button } from '@backstage/ui';
import { RiFocus3Line } from '@remixicon/react';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTexts } from '../../translations/useTexts';
import type { LineRange } from './lineHash';
import styles from './LineList.module.css';
import { LineRow, type LineStanding } from './LineRow';
import type { WantedLine } from './wantedLine';
import {
  type Gutter,
  gutterOf,
  ROW_HEIGHT,
  rowsOf,
  widestOf,
} from './measures';
import { useColumns } from './useColumns';
import { cursorAfter } from './cursor';
import { indexAtOrBefore } from './moments';
import type { Pattern } from './pattern';

/** How many lines beyond those in sight are drawn. */
const OVERSCAN = 5;

/** Lines of the log of which only those in sight are drawn; the one that belongs to the moment is kept in sight. */
export const LineList = memo(function LineListView(props: {
  lines: ConsoleLine[];
  /** Indexes of the lines that are shown; all when it is missing. */
  shown?: number[];
  /** Index of the line that had been printed last at the moment. */
  momentLine: number;
  stickToEnd: boolean;
  wrap: boolean;
  pattern?: Pattern;
  /** Index of the line of the hit that the reader stands on. */
  currentHit?: number;
  selection?: LineRange;
  /** What each line proves that the diagnosis rests on, by its number. */
  proofs: ReadonlyMap<number, string>;
  /** A line that something outside of the log asked for. */
  wantedLine?: WantedLine;
  reading: boolean;
  onReading: (reading: boolean) => void;
  onSeek: (offsetMs: number) => void;
  onSelect: (number: number, extend: boolean) => void;
  onFind: () => void;
}) {
  const { lines, shown, momentLine, wrap, reading, selection } = props;
  const t = useTexts();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const count = shown?.length ?? lines.length;
  const gutter = useMemo(() => gutterOf(lines), [lines]);
  const widest = useMemo(() => widestOf(lines, gutter), [lines, gutter]);
  const lineOf = (row: number) => shown?.[row] ?? row;
  const rowOf = (line: number) => (shown ? indexAtOrBefore(shown, line) : line);

  const columns = useColumns(scroller, gutter);

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: row =>
      wrap ? rowsOf(lines[lineOf(row)], columns) * ROW_HEIGHT : ROW_HEIGHT,
    overscan: OVERSCAN,
    // Scrolling happens in effects too, where React cannot be made to draw at once.
    useFlushSync: false,
  });
  // What was measured holds for the lines as they were laid out then.
  const laidOut = useRef({ wrap, shown, columns });
  useLayoutEffect(() => {
    const before = laidOut.current;
    laidOut.current = { wrap, shown, columns };
    const isOther =
      before.wrap !== wrap ||
      before.shown !== shown ||
      before.columns !== columns;
    if (isOther) virtualizer.measure();
  }, [virtualizer, wrap, shown, columns]);

  const [cursorLine, setCursorLine] = useState<number>();
  const cursor = Math.min(
    count - 1,
    Math.max(0, rowOf(cursorLine ?? Math.max(0, momentLine))),
  );
  const momentRow = rowOf(momentLine);
  const target = props.stickToEnd ? count - 1 : momentRow;

  const reveal = (row: number, align: 'auto' | 'center' | 'end') => {
    if (row >= 0 && count > 0) virtualizer.scrollToIndex(row, { align });
  };
  const inSight = (row: number) => isInSight(virtualizer, row);

  useEffect(() => {
    if (reading || target < 0) return;
    if (props.stickToEnd) reveal(target, 'end');
    else if (!inSight(target)) reveal(target, 'center');
    // Only the moment moves the log, and the end of reading does not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [target, props.stickToEnd]);

  useEffect(() => {
    if (props.currentHit === undefined) return;
    setCursorLine(props.currentHit);
    const row = rowOf(props.currentHit);
    if (!inSight(row)) reveal(row, 'center');
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.currentHit]);

  useEffect(() => {
    if (!props.wantedLine || props.wantedLine.number > lines.length) return;
    const row = rowOf(props.wantedLine.number - 1);
    setCursorLine(props.wantedLine.number - 1);
    if (!inSight(row)) reveal(row, 'center');
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.wantedLine]);

  // The lines that the address names may not have been read yet.
  const revealed = useRef(false);
  useEffect(() => {
    if (revealed.current || !selection) return;
    if (selection.from > lines.length) return;
    revealed.current = true;
    reveal(rowOf(selection.from - 1), 'center');
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selection?.from, lines.length]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === '/' || (event.key === 'f' && isCommand(event))) {
      event.preventDefault();
      props.onFind();
      return;
    }
    const line = lines[lineOf(cursor)];
    if (!line || event.target !== event.currentTarget) return;
    if (event.key === 'Enter') props.onSeek(line.offsetMs);
    else if (event.key === ' ') props.onSelect(line.number, event.shiftKey);
    else {
      const page = Math.floor((scroller.current?.clientHeight ?? 0) / 20) - 1;
      const next = cursorAfter(event, cursor, count, page);
      if (next === undefined) return;
      setCursorLine(lineOf(next));
      reveal(next, 'auto');
    }
    event.preventDefault();
    event.stopPropagation();
    props.onReading(true);
  };

  const items = virtualizer.getVirtualItems();
  const moment = lines[momentLine];
  const standingOf = (index: number): LineStanding => {
    if (index > momentLine) return 'after';
    if (index === momentLine) return 'last';
    return lines[index].offsetMs === moment?.offsetMs
      ? 'just-printed'
      : 'before';
  };
  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        data-wrap={wrap || undefined}
        style={lengths(gutter, columns)}
        role="grid"
        aria-label={t('run.console.lines')}
        aria-rowcount={count}
        aria-colcount={3}
        aria-multiselectable
        aria-activedescendant={
          items.some(item => item.index === cursor)
            ? `${id}-${lineOf(cursor)}`
            : undefined
        }
        aria-describedby={`${id}-keys`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onWheel={() => props.onReading(true)}
        onTouchMove={() => props.onReading(true)}
        onPointerDown={() => props.onReading(true)}
      >
        <div
          role="presentation"
          className={styles.canvas}
          style={{
            height: virtualizer.getTotalSize(),
            minWidth: wrap ? undefined : widest,
          }}
        >
          {items.map(item => {
            const index = lineOf(item.index);
            const line = lines[index];
            if (!line) return undefined;
            return (
              <div
                key={item.key}
                ref={wrap ? virtualizer.measureElement : undefined}
                data-index={item.index}
                role="presentation"
                className={styles.place}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LineRow
                  id={`${id}-${index}`}
                  line={line}
                  row={item.index}
                  standing={standingOf(index)}
                  firstOfReading={lines[index - 1]?.offsetMs !== line.offsetMs}
                  proves={props.proofs.get(line.number)}
                  selected={
                    selection !== undefined &&
                    line.number >= selection.from &&
                    line.number <= selection.to
                  }
                  cursor={item.index === cursor}
                  current={index === props.currentHit}
                  pattern={props.pattern}
                  onSeek={props.onSeek}
                  onSelect={props.onSelect}
                />
              </div>
            );
          })}
        </div>
      </div>
      <span id={`${id}-keys`} className={styles.hidden}>
        {t('run.console.keys')}
      </span>
      {reading && target >= 0 && !inSight(target) && (
        <div className={styles.back}>
          <Button
            size="small"
            variant="primary"
            iconStart={<RiFocus3Line />}
            onPress={() => {
              props.onReading(false);
              setCursorLine(undefined);
              reveal(target, props.stickToEnd ? 'end' : 'center');
            }}
          >
            {t(
              props.stickToEnd
                ? 'run.console.backToEnd'
                : 'run.console.backToMoment',
            )}
          </Button>
        </div>
      )}
    </div>
  );
});

function lengths(gutter: Gutter, columns: number): CSSProperties {
  return {
    '--time-width': `${gutter.time}ch`,
    '--number-width': `${gutter.number}ch`,
    '--text-width': `${columns + 0.5}ch`,
  } as CSSProperties;
}

function isCommand(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey;
}

function isInSight(
  virtualizer: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>,
  row: number,
): boolean {
  const { range, scrollOffset, scrollRect } = virtualizer;
  const place = virtualizer.measurementsCache[row];
  if (!range || !place || !scrollRect) return false;
  const top = scrollOffset ?? 0;
  return place.start >= top && place.end <= top + scrollRect.height;
}
