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
import { lazy, Suspense } from 'react';
import type { Wish } from './wish';

const PromotionDialog = lazy(() =>
  import('./dialogs').then(m => ({ default: m.PromotionDialog })),
);

/** The dialog of a wish, loaded when there is one. */
export function DialogOf(props: {
  wish: Wish | undefined;
  family: string;
  list: ChannelList;
  onClose: () => void;
}) {
  const { wish, family, list, onClose } = props;
  if (!wish) return null;
  return (
    <Suspense fallback={null}>
      <PromotionDialog
        wish={wish}
        family={family}
        list={list}
        onClose={onClose}
      />
    </Suspense>
  );
}
