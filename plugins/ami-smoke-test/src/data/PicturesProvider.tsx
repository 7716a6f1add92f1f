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
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { questions } from './questions';

type PictureAccess = ReturnType<typeof useCookieAuthRefresh>['status'];

const PictureAccessContext = createContext<PictureAccess>('loading');

/** A cookie that ends sooner than this, in ms, is not relied on. */
const MARGIN_MS = 60_000;

/** Keeps the cookie alive that lets an `<img>` ask for pictures: they are never public, and it sends no token. */
export function PicturesProvider(props: { children: ReactNode }) {
  const cache = useQueryClient();
  const cookie = useCookieAuthRefresh({ pluginId: PLUGIN_ID });
  const expiresAt =
    cookie.status === 'success' ? cookie.data.expiresAt : undefined;
  useEffect(() => {
    if (expiresAt) cache.setQueryData(questions.cookie(), expiresAt);
  }, [cache, expiresAt]);
  // The page before this one has got it already.
  const isKnown =
    cookie.status === 'loading' &&
    lasts(cache.getQueryData(questions.cookie()));
  return (
    <PictureAccessContext.Provider value={isKnown ? 'success' : cookie.status}>
      {props.children}
    </PictureAccessContext.Provider>
  );
}

/** Whether pictures can be asked for yet. */
export function usePictureAccess(): PictureAccess {
  return useContext(PictureAccessContext);
}

function lasts(expiresAt: string | undefined): boolean {
  if (expiresAt === undefined) return false;
  return new Date(expiresAt).getTime() - Date.now() > MARGIN_MS;
}
