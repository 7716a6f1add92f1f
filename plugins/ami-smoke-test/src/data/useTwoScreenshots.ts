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

import { useApi } from '@backstage/core-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';

/** A frame of a run. */
export interface FrameId {
  runId: string;
  offsetMs: number;
}

/** How long what was made of two frames is kept after it was last seen, in ms: decoded pictures are large. */
const KEPT_MS = 30_000;

/**
 * Fetches the bytes of two frames and makes something of them, such as their difference.
 *
 * @param name - of what is made; it is remembered by this and the frames
 */
export function useTwoScreenshots<T>(
  name: string,
  frames: [FrameId, FrameId],
  make: (first: Blob, second: Blob) => Promise<T>,
) {
  const client = useApi(amiSmokeTestApiRef);
  return useQuery({
    queryKey: ['two-screenshots', name, frames],
    queryFn: async ({ signal }) => {
      const [first, second] = await Promise.all(
        frames.map(({ runId, offsetMs }) =>
          client.getScreenshot(runId, offsetMs, { signal }),
        ),
      );
      return make(first, second);
    },
    staleTime: Infinity,
    gcTime: KEPT_MS,
    structuralSharing: false,
  });
}
