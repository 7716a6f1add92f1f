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

import { PLUGIN_ID } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useCookieAuthRefresh } from '@backstage/plugin-auth-react';
import { createContext, type ReactNode, useContext } from 'react';

type PictureAccess = ReturnType<typeof useCookieAuthRefresh>['status'];

const PictureAccessContext = createContext<PictureAccess>('loading');

/** Keeps the cookie alive that lets an `<img>` ask for pictures: they are never public, and it sends no token. */
export function PicturesProvider(props: { children: ReactNode }) {
  const { status } = useCookieAuthRefresh({ pluginId: PLUGIN_ID });
  return (
    <PictureAccessContext.Provider value={status}>
      {props.children}
    </PictureAccessContext.Provider>
  );
}

/** Whether pictures can be asked for yet. */
export function usePictureAccess(): PictureAccess {
  return useContext(PictureAccessContext);
}
