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
import { Button, Text } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowUpSLine } from '@remixicon/react';
import { useId, useState, type ReactNode } from 'react';
import { useTexts } from '../translations/useTexts';
import styles from './ChartFrame.module.css';

/** Below this the chart waits until it is asked for: the builds come first. */
const NARROW = '(max-width: 600px)';

/** The chart with its title; it can be folded away, and is at first where there is little room. */
export function ChartFrame(props: { children: ReactNode }) {
  const t = useTexts();
  const id = useId();
  const [open, setOpen] = useState(() => !window.matchMedia?.(NARROW)?.matches);
  return (
    <section aria-labelledby={`${id}-title`}>
      <div className={styles.head}>
        <Text as="h2" id={`${id}-title`} variant="body-large" weight="bold">
          {t('history.chart.title')}
        </Text>
        <Button
          size="small"
          variant="tertiary"
          aria-expanded={open}
          aria-controls={open ? `${id}-chart` : undefined}
          iconEnd={open ? <RiArrowUpSLine /> : <RiArrowDownSLine />}
          onPress={() => setOpen(!open)}
        >
          {open ? t('history.chart.hide') : t('history.chart.show')}
        </Button>
      </div>
      {open && <div id={`${id}-chart`}>{props.children}</div>}
    </section>
  );
}
