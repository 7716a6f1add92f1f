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

import type { Stage } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Text } from '@backstage/ui';
import { RiCameraOffLine, RiTimerLine } from '@remixicon/react';
import { useTexts } from '../../translations/useTexts';
import { Notice } from './Screen';
import styles from './Screen.module.css';

/** What is awaited while there is no frame at all; the bar above shows how far it is. */
export function WaitingForFrames(props: { stage: Stage; decided: boolean }) {
  const t = useTexts();
  const { stage, decided } = props;
  const awaited = awaitedIn(stage, decided);
  const Icon = awaited === 'over' ? RiCameraOffLine : RiTimerLine;
  return (
    <div className={styles.screen}>
      <div className={styles.view} role="status">
        <Notice icon={<Icon size={32} aria-hidden />}>
          <Text weight="bold">{t(`run.player.waiting.${awaited}`)}</Text>
          <Text color="secondary">
            {t(`run.player.waiting.${awaited}Hint`)}
          </Text>
        </Notice>
      </div>
    </div>
  );
}

function awaitedIn(
  stage: Stage,
  decided: boolean,
): 'queued' | 'launching' | 'filming' | 'over' {
  if (decided || stage === 'finished') return 'over';
  return stage === 'queued' || stage === 'launching' ? stage : 'filming';
}
