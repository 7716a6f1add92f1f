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

import {
  SIGNAL_CHANNEL,
  type BuildChangedSignal,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { questions } from './questions';

/** Changes of a running build come in bursts; a list is asked for again no more often than this, in ms. */
const LIST_PATIENCE_MS = 1_000;

/**
 * Asks again for what a signal says has changed. Without signals, polling alone keeps the page up to date.
 *
 * @param scope - the build that is shown and the runs of it; everything when it is missing, as for lists
 */
export function useLiveUpdates(scope?: { buildId: string; runIds: string[] }) {
  const signals = useApiHolder().get(signalApiRef);
  const cache = useQueryClient();
  const buildId = scope?.buildId;
  const runIds = scope?.runIds.join(' ');

  useEffect(() => {
    if (!signals) return undefined;
    let waiting: ReturnType<typeof setTimeout> | undefined;

    const refresh = () => {
      waiting = undefined;
      if (buildId === undefined) {
        cache.invalidateQueries({ queryKey: ['builds'] });
        cache.invalidateQueries({ queryKey: questions.families() });
        cache.invalidateQueries({ queryKey: questions.ledger() });
        return;
      }
      cache.invalidateQueries({ queryKey: questions.build(buildId) });
      for (const runId of runIds?.split(' ') ?? []) {
        cache.invalidateQueries({ queryKey: questions.run(runId) });
        cache.invalidateQueries({ queryKey: questions.console(runId) });
      }
    };
    const subscription = signals.subscribe<BuildChangedSignal>(
      SIGNAL_CHANNEL,
      message => {
        if (buildId !== undefined && message.buildId !== buildId) return;
        waiting ??= setTimeout(
          refresh,
          buildId === undefined ? LIST_PATIENCE_MS : 0,
        );
      },
    );
    return () => {
      clearTimeout(waiting);
      subscription.unsubscribe();
    };
  }, [signals, cache, buildId, runIds]);
}
