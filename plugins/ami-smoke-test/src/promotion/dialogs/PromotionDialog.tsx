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

import type { ChannelList } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Dialog } from '@backstage/ui';
import type { Wish } from '../wish';
import styles from './dialogs.module.css';
import { Promote } from './Promote';
import { Revoke } from './Revoke';
import { RollBack } from './RollBack';

/** What every dialog works with. */
export interface DialogProps<W extends Wish = Wish> {
  wish: W;
  family: string;
  /** The family's channels as they are now: they change while the dialog is open. */
  list: ChannelList;
  onClose: () => void;
}

/** A decision about a channel: it shows what would come of it, and does it when the reader says so. */
export function PromotionDialog(props: DialogProps) {
  const { wish, family, list, onClose } = props;
  const others = { family, list, onClose };
  return (
    <Dialog
      isOpen
      onOpenChange={isOpen => !isOpen && onClose()}
      width="min(720px, 94vw)"
      className={styles.dialog}
    >
      {wish.kind === 'promote' && <Promote wish={wish} {...others} />}
      {wish.kind === 'roll-back' && <RollBack wish={wish} {...others} />}
      {wish.kind === 'revoke' && <Revoke wish={wish} {...others} />}
    </Dialog>
  );
}
