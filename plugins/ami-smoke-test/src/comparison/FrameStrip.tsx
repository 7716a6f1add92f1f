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
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTexts } from '../translations/useTexts';
import { formatDuration, Picture } from '../ui';
import { type FramePair, isAlike } from './framePairs';
import styles from './FrameStrip.module.css';
import { type SideNames, SIDES } from './sides';

/** Every moment of both boots, one above the other; what differs is marked. */
export function FrameStrip(props: {
  pairs: FramePair[];
  shown: FramePair;
  run: Run;
  other: Run;
  names: SideNames;
  onShow: (offsetMs: number) => void;
}) {
  const t = useTexts();
  const { pairs, shown, run, other, names, onShow } = props;
  const current = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const runs = { here: run, there: other };

  useEffect(() => {
    const strip = list.current;
    const cell = current.current;
    if (!strip || !cell) return;
    // Only the strip scrolls, never the page.
    const left = cell.offsetLeft - (strip.clientWidth - cell.clientWidth) / 2;
    strip.scrollTo({ left });
    if (strip.contains(document.activeElement)) {
      cell.focus({ preventScroll: true });
    }
  }, [shown.offsetMs]);

  const onKeyDown = (event: KeyboardEvent) => {
    const index = pairs.indexOf(shown);
    const next = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: pairs.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (pairs[next]) onShow(pairs[next].offsetMs);
  };

  return (
    <div className={styles.frame}>
      <div className={styles.sides} aria-hidden>
        {SIDES.map(side => (
          <span key={side}>{names[side]}</span>
        ))}
      </div>
      <div
        ref={list}
        className={styles.strip}
        role="listbox"
        tabIndex={-1}
        aria-label={t('comparison.frames.moments')}
        aria-orientation="horizontal"
        onKeyDown={onKeyDown}
      >
        {pairs.map(pair => {
          const isShown = pair === shown;
          const alike = isAlike(pair);
          const moment = formatDuration(pair.offsetMs);
          return (
            // The keys are handled by the list.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={pair.offsetMs}
              ref={isShown ? current : undefined}
              className={styles.cell}
              role="option"
              aria-selected={isShown}
              tabIndex={isShown ? 0 : -1}
              data-alike={alike}
              aria-label={`${t('comparison.frames.moment', {
                offset: moment,
              })}: ${
                alike
                  ? t('comparison.frames.alike')
                  : t('comparison.frames.differ')
              }`}
              onClick={() => onShow(pair.offsetMs)}
            >
              {SIDES.map(side => (
                <Picture
                  key={side}
                  runId={runs[side].id}
                  family={runs[side].family}
                  offsetMs={pair[side].offsetMs}
                  size="thumbnail"
                  alt=""
                  className={styles.thumbnail}
                />
              ))}
              <span className={styles.offset} aria-hidden>
                {!alike && '≠ '}
                {moment}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
