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
import { Button } from '@backstage/ui';
import {
  RiArrowLeftSLine,
  RiArrowRightSLine,
  RiSkipLeftLine,
} from '@remixicon/react';
import { useTexts } from '../translations/useTexts';
import styles from './Pager.module.css';

/**
 * The ways to newer and older builds; nothing when there is only one page.
 *
 * @param props - `trail` of cursors that led to this page, and how many before them are `forgotten`
 */
export function Pager(props: {
  trail: string[];
  forgotten: number;
  count: number;
  nextCursor: string | undefined;
  busy: boolean;
  onMove: (trail: string[]) => void;
}) {
  const t = useTexts();
  const { trail, forgotten, count, nextCursor, busy, onMove } = props;
  const wayEnds = forgotten > 0 && trail.length === 1;
  if (trail.length === 0 && nextCursor === undefined) return null;
  return (
    <nav className={styles.pager} aria-label={t('history.pages.label')}>
      <span className={styles.count}>
        {t('history.pages.showing', { count })}
      </span>
      {wayEnds && (
        <span className={styles.count} role="status">
          {t('history.pages.wayEnds')}
        </span>
      )}
      {trail.length + forgotten > 1 && (
        <Button
          size="small"
          variant="tertiary"
          iconStart={<RiSkipLeftLine />}
          onPress={() => onMove([])}
        >
          {t('history.pages.newest')}
        </Button>
      )}
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiArrowLeftSLine />}
        isDisabled={trail.length === 0 || wayEnds}
        onPress={() => onMove(trail.slice(0, -1))}
      >
        {t('history.pages.newer')}
      </Button>
      <Button
        size="small"
        variant="secondary"
        iconEnd={<RiArrowRightSLine />}
        isDisabled={nextCursor === undefined || busy}
        onPress={() => nextCursor && onMove([...trail, nextCursor])}
      >
        {t('history.pages.older')}
      </Button>
    </nav>
  );
}
