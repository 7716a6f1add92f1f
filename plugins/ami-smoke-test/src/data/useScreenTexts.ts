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
  Run,
  ScreenText,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useApi } from '@backstage/core-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { amiSmokeTestApiRef } from '../api';
import { pollOfRun } from './polling';
import { questions } from './questions';

const NONE: ScreenText[] = [];

/**
 * What was read from the screens of a run, by offset; asked again while the run goes on. The pages do without it where it cannot
 * be had: the pictures are there.
 */
export function useScreenTexts(
  run: Pick<Run, 'id' | 'evidence' | 'frames' | 'stage' | 'cleanup'>,
): ScreenText[] {
  const client = useApi(amiSmokeTestApiRef);
  const { data } = useQuery({
    queryKey: questions.screenTexts(run.id),
    queryFn: ({ signal }) => client.listScreenTexts(run.id, { signal }),
    enabled: run.evidence && run.frames.length > 0,
    refetchInterval: ({ state }) =>
      pollOfRun({ data: run, error: state.error }),
  });
  return data?.items ?? NONE;
}
