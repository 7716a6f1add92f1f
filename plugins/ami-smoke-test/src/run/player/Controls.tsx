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

import {
  ButtonIcon,
  ToggleButton,
  ToggleButtonGroup,
  Tooltip,
  TooltipTrigger,
} from '@backstage/ui';
import {
  RiArrowLeftSLine,
  RiArrowRightSLine,
  RiFullscreenExitLine,
  RiFullscreenLine,
  RiKeyboardLine,
  RiPauseFill,
  RiPlayFill,
  RiSkipLeftLine,
  RiSkipRightLine,
  RiZoomInLine,
  RiZoomOutLine,
} from '@remixicon/react';
import { memo, type ReactElement } from 'react';
import { useTexts } from '../../translations/useTexts';
import { SPEEDS, useClock, useClockValue } from '../clock';
import styles from './Controls.module.css';
import type { Steps } from './useSteps';

/** The buttons of the player. */
export const Controls = memo(function ControlsView(props: {
  steps: Steps;
  /** Whether something new may come, so that the newest can be followed. */
  live: boolean;
  zoomed: boolean;
  fullScreen: boolean;
  onZoom: () => void;
  /** Nothing where the browser cannot. */
  onFullScreen: (() => void) | undefined;
  onKeys: () => void;
}) {
  const { steps, live, zoomed, fullScreen } = props;
  const t = useTexts();
  const playing = useClockValue(state => state.playing);
  return (
    <div
      className={styles.controls}
      role="group"
      aria-label={t('run.player.control.label')}
    >
      <Control
        label={t('run.player.control.previousDifferent')}
        shortcut=","
        icon={<RiSkipLeftLine />}
        onPress={steps.previousDifferent}
      />
      <Control
        label={t('run.player.control.previous')}
        shortcut="←"
        icon={<RiArrowLeftSLine />}
        onPress={steps.previous}
      />
      <Control
        label={
          playing ? t('run.player.control.pause') : t('run.player.control.play')
        }
        shortcut={t('run.player.keys.space')}
        icon={playing ? <RiPauseFill /> : <RiPlayFill />}
        onPress={steps.playOrPause}
        primary
      />
      <Control
        label={t('run.player.control.next')}
        shortcut="→"
        icon={<RiArrowRightSLine />}
        onPress={steps.next}
      />
      <Control
        label={t('run.player.control.nextDifferent')}
        shortcut="."
        icon={<RiSkipRightLine />}
        onPress={steps.nextDifferent}
      />
      <Speeds />
      {live && <Live />}
      <span className={styles.rest} />
      <Control
        label={
          zoomed
            ? t('run.player.control.zoomOut')
            : t('run.player.control.zoomIn')
        }
        shortcut="Z"
        icon={zoomed ? <RiZoomOutLine /> : <RiZoomInLine />}
        onPress={props.onZoom}
      />
      {props.onFullScreen && (
        <Control
          label={
            fullScreen
              ? t('run.player.control.leaveFullScreen')
              : t('run.player.control.fullScreen')
          }
          shortcut="F"
          icon={fullScreen ? <RiFullscreenExitLine /> : <RiFullscreenLine />}
          onPress={props.onFullScreen}
        />
      )}
      <Control
        label={t('run.player.control.keys')}
        shortcut="?"
        icon={<RiKeyboardLine />}
        onPress={props.onKeys}
      />
    </div>
  );
});

function Control(props: {
  label: string;
  shortcut: string;
  icon: ReactElement;
  onPress: () => void;
  primary?: boolean;
}) {
  const t = useTexts();
  const { label, shortcut, icon, onPress, primary } = props;
  return (
    <TooltipTrigger>
      <ButtonIcon
        size="small"
        variant={primary ? 'primary' : 'tertiary'}
        aria-label={label}
        icon={icon}
        onPress={onPress}
      />
      <Tooltip>
        {t('run.player.control.withKey', { what: label, key: shortcut })}
      </Tooltip>
    </TooltipTrigger>
  );
}

function Speeds() {
  const t = useTexts();
  const clock = useClock();
  const speed = useClockValue(state => state.speed);
  return (
    <ToggleButtonGroup
      aria-label={t('run.player.control.speed')}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[String(speed)]}
      onSelectionChange={keys => {
        const chosen = SPEEDS.find(one => keys.has(String(one)));
        if (chosen) clock.setSpeed(chosen);
      }}
    >
      {SPEEDS.map(one => (
        <ToggleButton key={one} id={String(one)} size="small">
          {t('run.player.control.times', { speed: String(one) })}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

function Live() {
  const t = useTexts();
  const clock = useClock();
  const following = useClockValue(state => !state.moved);
  return (
    <TooltipTrigger>
      <ToggleButton
        size="small"
        isSelected={following}
        onChange={follow =>
          follow ? clock.follow() : clock.seek(clock.state.momentMs)
        }
        iconStart={<span className={styles.dot} data-live={following} />}
      >
        {t('run.player.control.live')}
      </ToggleButton>
      <Tooltip>
        {following
          ? t('run.player.control.following')
          : t('run.player.control.goLive')}
      </Tooltip>
    </TooltipTrigger>
  );
}
