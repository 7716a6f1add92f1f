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

import type {
  AmiSmokeTestApi,
  ConsoleLine,
  Run,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useApi } from '@backstage/core-plugin-api';
import {
  type QueryClient,
  queryOptions,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { pollOfConsole } from './polling';
import { questions } from './questions';

/** The console log as far as it has been read. */
export interface ConsoleLog {
  lines: ConsoleLine[];
  /** Nothing more will be read. */
  complete: boolean;
}

/** The console log of a run; it is asked again and again while something new may come. */
export function useConsole(runId: string, options: { enabled: boolean }) {
  const client = useApi(amiSmokeTestApiRef);
  const cache = useQueryClient();
  return useQuery({
    ...consoleOf(runId, client, cache),
    refetchInterval: ({ state }) =>
      pollOfConsole(state, cache.getQueryData<Run>(questions.run(runId))),
    enabled: options.enabled,
  });
}

/**
 * How the console log of a run is asked for. It is loaded page by page, and while the run goes on only what is new is asked for:
 * the last known line once more, because it may have grown.
 */
export function consoleOf(
  runId: string,
  client: AmiSmokeTestApi,
  cache: QueryClient,
) {
  const queryKey = questions.console(runId);
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<ConsoleLog> => {
      let lines = cache.getQueryData<ConsoleLog>(queryKey)?.lines ?? [];
      for (;;) {
        const from = Math.max(lines.length, 1);
        const page = await client.getConsole(runId, { from, signal });
        lines = [...lines.slice(0, from - 1), ...page.lines];
        if (lines.length >= page.totalLines || page.lines.length === 0) {
          return { lines, complete: page.complete };
        }
      }
    },
    structuralSharing: false,
  });
}
