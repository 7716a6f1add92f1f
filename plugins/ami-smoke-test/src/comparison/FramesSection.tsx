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
import {
  Button,
  ButtonIcon,
  Flex,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  RiArrowLeftSLine,
  RiArrowRightSLine,
  RiSkipForwardLine,
} from '@remixicon/react';
import { useMemo } from 'react';
import { useTexts } from '../translations/useTexts';
import { Empty, formatDuration } from '../ui';
import { type ComparisonView, type View, VIEWS } from './comparisonUrl';
import { DifferenceView } from './DifferenceView';
import { firstDifference, isAlike, pairAt, pairFrames } from './framePairs';
import styles from './FramesSection.module.css';
import { FrameStrip } from './FrameStrip';
import { OverlayView } from './OverlayView';
import { type SideNames } from './sides';
import { SideBySideView } from './SideBySideView';
import { useArrowKeys } from './useArrowKeys';
import type { ChangeComparisonView } from './useComparisonView';

const FRAME_VIEWS = {
  'side-by-side': SideBySideView,
  difference: DifferenceView,
  overlay: OverlayView,
};

/** The screens of both runs at one moment of their boots, and every moment there is. */
export function FramesSection(props: {
  run: Run;
  other: Run;
  names: SideNames;
  shown: ComparisonView;
  onChange: ChangeComparisonView;
}) {
  const t = useTexts();
  const { run, other, names, shown, onChange } = props;
  const pairs = useMemo(
    () => pairFrames(run.frames, other.frames),
    [run.frames, other.frames],
  );
  const pair = pairAt(pairs, shown.offsetMs);
  const index = pair ? pairs.indexOf(pair) : -1;
  const first = firstDifference(pairs);
  const show = (offsetMs: number) => onChange({ offsetMs }, { replace: true });
  const step = (by: number) => {
    const next = pairs[index + by];
    if (next) show(next.offsetMs);
  };
  useArrowKeys(step);

  if (!pair) {
    return (
      <Empty title={t('comparison.frames.none')}>
        <Text color="secondary">{t('comparison.frames.noneText')}</Text>
      </Empty>
    );
  }
  const FrameView = FRAME_VIEWS[shown.view];
  return (
    <section
      className={styles.section}
      aria-label={t('comparison.frames.title')}
    >
      <div className={styles.toolbar}>
        <Text as="h2" variant="title-x-small" weight="bold">
          {t('comparison.frames.title')}
        </Text>
        <ViewChoice
          view={shown.view}
          onChange={view => onChange({ view }, { replace: true })}
        />
        <Flex gap="1" align="center">
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiArrowLeftSLine />}
            aria-label={t('comparison.frames.previous')}
            isDisabled={index === 0}
            onPress={() => step(-1)}
          />
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RiArrowRightSLine />}
            aria-label={t('comparison.frames.next')}
            isDisabled={index === pairs.length - 1}
            onPress={() => step(1)}
          />
        </Flex>
        <Button
          size="small"
          variant="secondary"
          iconStart={<RiSkipForwardLine />}
          isDisabled={!first || first === pair}
          onPress={() => first && show(first.offsetMs)}
        >
          {first
            ? t('comparison.frames.first')
            : t('comparison.frames.noneDiffers')}
        </Button>
        <Text role="status" className={styles.moment}>
          {t('comparison.frames.moment', {
            offset: formatDuration(pair.offsetMs),
          })}
          {': '}
          {isAlike(pair)
            ? t('comparison.frames.alike')
            : t('comparison.frames.differ')}
        </Text>
      </div>
      <FrameStrip
        pairs={pairs}
        shown={pair}
        run={run}
        other={other}
        names={names}
        onShow={show}
      />
      <FrameView pair={pair} run={run} other={other} names={names} />
    </section>
  );
}

function ViewChoice(props: { view: View; onChange: (view: View) => void }) {
  const t = useTexts();
  return (
    <ToggleButtonGroup
      aria-label={t('comparison.frames.views')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.view]}
      onSelectionChange={([key]) => {
        const view = VIEWS.find(known => known === key);
        if (view) props.onChange(view);
      }}
    >
      {VIEWS.map(view => (
        <ToggleButton key={view} id={view}>
          {t(`comparison.frames.view.${view}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
