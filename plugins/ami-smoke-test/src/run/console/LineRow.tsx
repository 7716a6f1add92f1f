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
import { RiFlagFill } from '@remixicon/react';
import { memo, type MouseEvent } from 'react';
import { useTexts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import styles from './LineList.module.css';
import { LineText } from './LineText';
import type { Pattern } from './pattern';

/** What a line is beside the moment that is shown. */
export type LineStanding = 'before' | 'just-printed' | 'last' | 'after';

/** What is in a line: the moment passes it by without drawing it again. */
const LineCells = memo(function Cells(props: {
  line: ConsoleLine;
  firstOfReading: boolean;
  proves: string | undefined;
  pattern: Pattern | undefined;
  onSeek: (offsetMs: number) => void;
  onSelect: (number: number, extend: boolean) => void;
}) {
  const { line, firstOfReading, proves, pattern, onSeek, onSelect } = props;
  const t = useTexts();
  const time = formatDuration(line.offsetMs);

  const select = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onSelect(line.number, event.shiftKey);
  };
  return (
    <>
      <span role="gridcell" className={styles.time}>
        <button
          type="button"
          tabIndex={-1}
          data-first={firstOfReading || undefined}
          title={t('run.console.seek', { time })}
          onClick={() => onSeek(line.offsetMs)}
        >
          {time}
        </button>
      </span>
      <span role="gridcell" className={styles.number}>
        {proves && (
          <span
            className={styles.flag}
            role="img"
            aria-label={t('run.console.proves', { finding: proves })}
            title={t('run.console.proves', { finding: proves })}
          >
            <RiFlagFill size={10} aria-hidden />
          </span>
        )}
        <a
          href={`${window.location.pathname}${window.location.search}#L${line.number}`}
          tabIndex={-1}
          title={t('run.console.linkLine', { number: String(line.number) })}
          onClick={select}
        >
          {line.number}
        </a>
      </span>
      <span role="gridcell" className={styles.text}>
        <LineText text={line.text} pattern={pattern} />
      </span>
    </>
  );
});

/** One line: its time, its number, its text. */
export const LineRow = memo(function Line(props: {
  id: string;
  line: ConsoleLine;
  row: number;
  standing: LineStanding;
  /** Whether the line above came with an earlier reading of the console. */
  firstOfReading: boolean;
  /** The finding of the diagnosis that this line proves, in words. */
  proves: string | undefined;
  selected: boolean;
  cursor: boolean;
  current: boolean;
  pattern?: Pattern;
  onSeek: (offsetMs: number) => void;
  onSelect: (number: number, extend: boolean) => void;
}) {
  const { line, onSeek } = props;
  return (
    // The grid has the focus, and names the row that the keys are for.
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.row + 1}
      aria-selected={props.selected}
      aria-current={props.standing === 'last' ? 'time' : undefined}
      className={styles.line}
      data-standing={props.standing}
      data-cursor={props.cursor || undefined}
      data-current={props.current || undefined}
      onDoubleClick={() => onSeek(line.offsetMs)}
    >
      <LineCells
        line={line}
        firstOfReading={props.firstOfReading}
        proves={props.proves}
        pattern={props.pattern}
        onSeek={onSeek}
        onSelect={props.onSelect}
      />
    </div>
  );
});
