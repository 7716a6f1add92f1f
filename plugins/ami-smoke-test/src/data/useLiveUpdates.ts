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
  type Build,
  type BuildPage,
  SIGNAL_CHANNEL,
  type BuildChangedSignal,
  type PromotionChangedSignal,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { paced } from './paced';
import { questions } from './questions';
import { refresh } from './refresh';

/** A list that shows a build which has no verdict yet follows it no faster than this, in ms. */
const RUNNING_PATIENCE_MS = 2_000;

/** Everything else that is told of many builds is asked for no more often than this, in ms: some build always changes. */
const LIST_PATIENCE_MS = 10_000;

/** Channels are asked for no more often than this, in ms: publishers tell of each step in each region. */
const PROMOTION_PATIENCE_MS = 1_000;

const isRunning = (build: Build) => build.verdict === undefined;

/**
 * Asks again for what a signal says has changed. Without signals, polling alone keeps the page up to date.
 *
 * @param scope - the build that is shown and the runs of it; lists of builds and families when it is missing
 */
export function useLiveUpdates(scope?: { buildId: string; runIds: string[] }) {
  const signals = useApiHolder().get(signalApiRef);
  const cache = useQueryClient();
  const buildId = scope?.buildId;
  const runIds = scope?.runIds.join(' ');

  useEffect(() => {
    if (!signals) return undefined;
    const updates =
      buildId === undefined
        ? updatesOfLists(cache)
        : updatesOfBuild(cache, buildId, runIds?.split(' ') ?? []);
    const subscription = signals.subscribe<
      BuildChangedSignal | PromotionChangedSignal
    >(SIGNAL_CHANNEL, message => {
      if ('promotion' in message) updates.promotionChanged();
      else updates.changed(message.buildId);
    });
    return () => {
      updates.stop();
      subscription.unsubscribe();
    };
  }, [signals, cache, buildId, runIds]);
}

/** What is done about changes. */
interface Updates {
  changed(buildId: string): void;
  /** Of whatever build: the signal does not tell. */
  promotionChanged(): void;
  stop(): void;
}

function updatesOfBuild(
  cache: QueryClient,
  shownId: string,
  runIds: string[],
): Updates {
  const promotion = paced(PROMOTION_PATIENCE_MS, () => {
    refresh(cache, questions.promotion());
    // They tell on which channels the build is.
    refresh(cache, questions.build(shownId));
    for (const runId of runIds) refresh(cache, questions.run(runId));
  });
  return {
    promotionChanged: () => promotion.call(),
    changed(buildId) {
      if (buildId !== shownId) return;
      refresh(cache, questions.build(buildId));
      for (const runId of runIds) {
        refresh(cache, questions.run(runId));
        refresh(cache, questions.console(runId));
        refresh(cache, questions.screenTexts(runId));
      }
    },
    stop: () => promotion.stop(),
  };
}

function updatesOfLists(cache: QueryClient): Updates {
  const running = paced(RUNNING_PATIENCE_MS, () => {
    for (const { queryKey } of listsThatShow(cache, isRunning)) {
      refresh(cache, queryKey);
    }
  });
  const others = paced(LIST_PATIENCE_MS, () => {
    refresh(cache, questions.lists());
    refresh(cache, questions.families());
    refresh(cache, questions.ledger());
  });
  const promotion = paced(PROMOTION_PATIENCE_MS, () =>
    refresh(cache, questions.promotion()),
  );
  return {
    promotionChanged: () => promotion.call(),
    changed(buildId) {
      const isFollowed = (build: Build) =>
        build.id === buildId && isRunning(build);
      if (listsThatShow(cache, isFollowed).length > 0) running.call();
      others.call();
    },
    stop() {
      running.stop();
      others.stop();
      promotion.stop();
    },
  };
}

/** The lists of builds that show one of such builds. */
function listsThatShow(cache: QueryClient, such: (build: Build) => boolean) {
  return cache
    .getQueryCache()
    .findAll({ queryKey: questions.lists(), type: 'active' })
    .filter(({ state }) =>
      (state.data as BuildPage | undefined)?.items.some(such),
    );
}
