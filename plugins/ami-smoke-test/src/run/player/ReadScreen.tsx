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

import type { ScreenText } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useTexts } from '../../translations/useTexts';
import { formatDuration, useRemembered } from '../../ui';
import { useClock } from '../clock';
import { type Film, momentMeant } from '../film/film';
import { textOfFrame } from '../film/screenTexts';
import styles from './ReadScreen.module.css';
import { useFrameIndex } from './useFrameIndex';

/** The text that was read from the frame of the moment; only a few frames are read, and this leads to those. */
export function ReadScreen(props: { film: Film; texts: ScreenText[] }) {
  const { film, texts } = props;
  const t = useTexts();
  const [open, setOpen] = useRemembered('readScreen', false);
  if (texts.length === 0) return null;
  return (
    <details
      className={styles.read}
      open={open}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary className={styles.summary}>{t('run.player.read.title')}</summary>
      {open && <TextOfMoment film={film} texts={texts} />}
    </details>
  );
}

function TextOfMoment(props: { film: Film; texts: ScreenText[] }) {
  const { film, texts } = props;
  const t = useTexts();
  const clock = useClock();
  const text = textOfFrame(film, texts, useFrameIndex(film));
  if (text !== undefined) {
    return (
      <pre
        className={styles.text}
        // Who has only a keyboard scrolls it, too.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-scrolled-by-keys=""
        role="region"
        aria-label={t('run.player.read.title')}
      >
        {text || t('run.player.read.empty')}
      </pre>
    );
  }
  return (
    <p className={styles.text}>
      {t('run.player.read.notThis')}{' '}
      {texts.map(({ offsetMs }) => (
        <button
          key={offsetMs}
          type="button"
          className={styles.moment}
          onClick={() => clock.seek(momentMeant(film, offsetMs))}
        >
          {formatDuration(offsetMs)}
        </button>
      ))}
    </p>
  );
}
