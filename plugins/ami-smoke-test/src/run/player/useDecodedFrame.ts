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

import { useEffect, useMemo, useState } from 'react';
import { useFrameUrls, usePictureAccess } from '../../data';
import type { Film } from '../film/film';
import { type DecodedPicture, FrameShelf } from './FrameShelf';

/** So many scenes in each direction are loaded before they are asked for. */
const AHEAD = 3;

/** How long a picture that could not be had is left alone, in ms. */
const RETRY_MS = 5000;

/** What can be shown of a frame right now. */
export interface DecodedFrame {
  /** The picture; that of the frame before while this one is on its way. */
  picture: DecodedPicture | undefined;
  state: 'loading' | 'shown' | 'broken';
  retry: () => void;
}

/** The picture of a frame, changed only once the next one is decoded; its neighbours are loaded as well. */
export function useDecodedFrame(
  runId: string,
  film: Film,
  index: number,
): DecodedFrame {
  const urlOf = useFrameUrls(runId);
  const shelf = useMemo(() => new FrameShelf(urlOf), [urlOf]);
  const access = usePictureAccess();
  const frame = film.frames[index];
  const sha256 = frame?.sha256;
  const [last, setLast] = useState<DecodedPicture>();
  const [broken, setBroken] = useState<string>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (access !== 'success' || sha256 === undefined) return undefined;
    let current = true;
    shelf.get(frame).then(
      picture => {
        if (!current) return;
        setLast(picture);
        setBroken(undefined);
        for (const next of neighboursOf(film, index)) {
          shelf.get(next).catch(() => {}); // told when it is its turn
        }
      },
      () => current && setBroken(sha256),
    );
    return () => {
      current = false;
    };
    // A frame is what it shows: another one with the same picture needs nothing new.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shelf, access, sha256, attempt]);

  // A server that is back is found again without a word from the reader.
  useEffect(() => {
    if (broken === undefined) return undefined;
    const timer = setTimeout(() => setAttempt(attempt + 1), RETRY_MS);
    return () => clearTimeout(timer);
  }, [broken, attempt]);

  const ready = shelf.peek(sha256);
  const isBroken = access === 'error' || broken === sha256;
  let state: DecodedFrame['state'] = 'loading';
  if (ready) state = 'shown';
  else if (isBroken && sha256 !== undefined) state = 'broken';
  return {
    picture: ready ?? last,
    state,
    retry: () => {
      setBroken(undefined);
      setAttempt(attempt + 1);
    },
  };
}

/** A frame of each scene that is near. */
function neighboursOf(film: Film, index: number) {
  const at = film.sceneOf[index];
  return film.scenes
    .slice(Math.max(0, at - AHEAD), at + AHEAD + 1)
    .filter(({ sha256 }) => sha256 !== undefined)
    .map(({ first }) => film.frames[first]);
}
