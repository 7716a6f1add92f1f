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

import { Button, Checkbox, Text } from '@backstage/ui';
import { forwardRef, type ForwardedRef } from 'react';
import { useTexts } from '../../translations/useTexts';
import styles from './KeysDialog.module.css';

/**
 * Tells the keys, and lets the reader keep them to the player.
 *
 * A `<dialog>` of the browser: one in a portal would be hidden behind a player that fills the screen.
 */
export const KeysDialog = forwardRef(function KeysDialogView(
  props: { everywhere: boolean; onEverywhere: (everywhere: boolean) => void },
  ref: ForwardedRef<HTMLDialogElement>,
) {
  const t = useTexts();
  const rows: [string, string][] = [
    [t('run.player.keys.space'), t('run.player.keys.playOrPause')],
    [t('run.player.keys.left'), t('run.player.control.previous')],
    [t('run.player.keys.right'), t('run.player.control.next')],
    [t('run.player.keys.shiftLeft'), t('run.player.control.previousDifferent')],
    [t('run.player.keys.shiftRight'), t('run.player.control.nextDifferent')],
    [t('run.player.keys.home'), t('run.player.keys.first')],
    [t('run.player.keys.end'), t('run.player.keys.last')],
    ['Z', t('run.player.keys.zoom')],
    ['F', t('run.player.control.fullScreen')],
    ['L', t('run.player.keys.goLive')],
    ['?', t('run.player.keys.title')],
  ];
  return (
    <dialog ref={ref} className={styles.dialog} aria-labelledby="player-keys">
      <Text as="h2" id="player-keys" variant="title-x-small" weight="bold">
        {t('run.player.keys.title')}
      </Text>
      <dl className={styles.keys}>
        {rows.map(([key, what]) => (
          <div key={key} className={styles.row}>
            <dt>
              <kbd className={styles.key}>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Checkbox isSelected={props.everywhere} onChange={props.onEverywhere}>
        {t('run.player.keys.everywhere')}
      </Checkbox>
      <Text color="secondary" className={styles.hint}>
        {t('run.player.keys.everywhereHint')}
      </Text>
      <form method="dialog" className={styles.buttons}>
        <Button type="submit" variant="secondary">
          {t('run.player.keys.close')}
        </Button>
      </form>
    </dialog>
  );
});
