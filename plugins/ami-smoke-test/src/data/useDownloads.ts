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
import { useMutation } from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';

/** Saves the console log of a run as `console-<runId>.log`. */
export function useConsoleDownload() {
  const client = useApi(amiSmokeTestApiRef);
  return useMutation({
    mutationFn: async (runId: string) => {
      const text = await client.getConsoleText(runId);
      save(new Blob([text], { type: 'text/plain' }), `console-${runId}.log`);
    },
  });
}

/** Saves everything that was archived of a run as `ami-smoke-test-<runId>.zip`. */
export function useArchiveDownload() {
  const client = useApi(amiSmokeTestApiRef);
  return useMutation({
    mutationFn: async (runId: string) =>
      save(await client.getArchive(runId), `ami-smoke-test-${runId}.zip`),
  });
}

/** How long a browser may take to begin with a download before its bytes are let go, in ms. */
const KEPT_MS = 60_000;

function save(content: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
