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

import type {
  Run,
  ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { memo, type ReactNode, useRef, useState } from 'react';
import { useTexts } from '../../translations/useTexts';
import { EvidenceNotAllowed, useRemembered } from '../../ui';
import { isCapturing } from '../capture';
import { useClock } from '../clock';
import type { Film } from '../film/film';
import { Controls } from './Controls';
import { FilmStrip } from './FilmStrip';
import type { KeyAction } from './keys';
import { KeysDialog } from './KeysDialog';
import styles from './Player.module.css';
import { ReadScreen } from './ReadScreen';
import { Screen } from './Screen';
import { StageBar } from './StageBar';
import type { Timeline } from './timeline';
import { useFullScreen } from './useFullScreen';
import { usePlayerKeys } from './usePlayerKeys';
import { useSteps } from './useSteps';
import { WaitingForFrames } from './WaitingForFrames';

/** The boot of a run as a film: its stages, the frame of the moment, and every frame. */
export const Player = memo(function PlayerView(props: {
  run: Run;
  film: Film;
  timeline: Timeline;
  /** What was read from the frames. */
  screenTexts: ScreenText[];
}) {
  const { run, film, timeline, screenTexts } = props;
  const t = useTexts();
  const player = useRef<HTMLElement>(null);
  const { full } = useFullScreen(player);

  let content: ReactNode;
  if (!run.evidence) {
    content = <EvidenceNotAllowed />;
  } else if (film.frames.length > 0) {
    content = (
      <Filmed run={run} film={film} texts={screenTexts} player={player} />
    );
  } else {
    content = (
      <WaitingForFrames stage={run.stage} decided={run.verdict !== undefined} />
    );
  }
  return (
    <section
      ref={player}
      className={styles.player}
      data-full={full}
      aria-label={t('run.player.title')}
    >
      <StageBar run={run} film={film} timeline={timeline} />
      {content}
    </section>
  );
});

function Filmed(props: {
  run: Run;
  film: Film;
  texts: ScreenText[];
  player: React.RefObject<HTMLElement>;
}) {
  const { run, film, texts, player } = props;
  const clock = useClock();
  const steps = useSteps(film);
  const [zoomed, setZoomed] = useState(false);
  const { full, toggle: toggleFullScreen } = useFullScreen(player);
  const [everywhere, setEverywhere] = useRemembered('keysEverywhere', true);
  const keys = useRef<HTMLDialogElement>(null);
  const live = isCapturing(run);

  const zoom = useStable(() => setZoomed(before => !before));
  const showKeys = useStable(() => keys.current?.showModal());
  usePlayerKeys(player, everywhere, (action: KeyAction) => {
    if (action === 'fullScreen') toggleFullScreen?.();
    else if (action === 'zoom') zoom();
    else if (action === 'keys') showKeys();
    else if (action !== 'goLive') steps[action]();
    else if (live) clock.follow();
  });

  return (
    <>
      <Screen runId={run.id} family={run.family} film={film} zoomed={zoomed} />
      <Controls
        steps={steps}
        live={live}
        zoomed={zoomed}
        fullScreen={full}
        onZoom={zoom}
        onFullScreen={toggleFullScreen}
        onKeys={showKeys}
      />
      <FilmStrip runId={run.id} family={run.family} film={film} />
      <ReadScreen film={film} texts={texts} />
      <KeysDialog
        ref={keys}
        everywhere={everywhere}
        onEverywhere={setEverywhere}
      />
    </>
  );
}

/** The first function that was given, for one that uses only what never changes. */
function useStable<T extends () => void>(callback: T): T {
  return useState(() => callback)[0];
}
