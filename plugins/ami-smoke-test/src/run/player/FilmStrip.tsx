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

import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTexts } from '../../translations/useTexts';
import { useClock } from '../clock';
import { type Film, momentOf } from '../film/film';
import { cellsOf } from './cells';
import { FilmCell } from './FilmCell';
import styles from './FilmStrip.module.css';
import { useFrameIndex } from './useFrameIndex';

/** Every frame as a thumbnail with its time; frames in a row that show the same share a place that can be opened. */
export const FilmStrip = memo(function FilmStripView(props: {
  runId: string;
  family: string;
  film: Film;
}) {
  const { runId, family, film } = props;
  const t = useTexts();
  const index = useFrameIndex(film);
  const clock = useClock();
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const cells = useMemo(() => cellsOf(film, opened), [film, opened]);
  const strip = useRef<HTMLOListElement>(null);
  const active = cells.findIndex(
    ({ first, last }) => first <= index && index <= last,
  );

  useEffect(() => {
    const list = strip.current;
    const cell = list?.children[active];
    if (!list || !(cell instanceof HTMLElement)) return undefined;
    if (list.contains(document.activeElement)) {
      cell.querySelector('button')?.focus({ preventScroll: true });
    }
    // Where things are is asked once all of them are laid out: in the middle of it, it would be laid out twice.
    const request = requestAnimationFrame(() => bringIntoView(list, cell));
    return () => cancelAnimationFrame(request);
  }, [active, cells.length]);

  const show = useCallback(
    (at: number) => clock.seek(momentOf(film.frames[at])),
    [clock, film],
  );
  const toggle = useCallback((first: number) => {
    setOpened(before => {
      const after = new Set(before);
      if (!after.delete(first)) after.add(first);
      return after;
    });
  }, []);

  return (
    <ol
      ref={strip}
      className={styles.strip}
      aria-label={t('run.player.strip.label')}
    >
      {cells.map((cell, at) => (
        <FilmCell
          key={`${cell.first}-${cell.toggle}`}
          runId={runId}
          family={family}
          film={film}
          first={cell.first}
          last={cell.last}
          count={cell.scene.last - cell.scene.first + 1}
          toggle={cell.toggle}
          active={at === active}
          onShow={show}
          onToggle={toggle}
        />
      ))}
    </ol>
  );
});

/** Only the strip scrolls: `scrollIntoView` would move the page. */
function bringIntoView(strip: HTMLElement, cell: HTMLElement) {
  const left = cell.offsetLeft - strip.offsetLeft;
  const right = left + cell.offsetWidth;
  const room = cell.offsetWidth;
  if (left - room < strip.scrollLeft) {
    strip.scrollLeft = left - room;
  } else if (right + room > strip.scrollLeft + strip.clientWidth) {
    strip.scrollLeft = right + room - strip.clientWidth;
  }
}
