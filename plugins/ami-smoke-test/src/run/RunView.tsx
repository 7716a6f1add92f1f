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

import type { Run } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router-dom';
import {
  useConsole,
  useLiveUpdates,
  useRun,
  useScreenTexts,
  type ConsoleLog,
} from '../data';
import { useTexts } from '../translations/useTexts';
import { ConnectionLost, standingOf, TroubleView } from '../ui';
import {
  Clock,
  ClockProvider,
  momentOfSearch,
  newestMoment,
  openingMoment,
  useClockInAddress,
  usePlayback,
} from './clock';
import { ConsolePanel, type WantedLine } from './console';
import { DiagnosisView } from './diagnosis';
import type { Place } from './diagnosis/place';
import { type Film, filmOf, momentMeant, momentOf } from './film/film';
import { Player, timelineOf } from './player';
import { RunSkeleton } from './RunSkeleton';
import styles from './RunView.module.css';
import { Later } from './Later';
import { Checks, Details, Facts, WhatHappened } from './summary';
import { useDocumentTitle } from './useDocumentTitle';

/** It knows nothing of the address: that changes with the moment, and not all of this is to be drawn again then. */
const LoadedRun = memo(function LoadedRunView(props: {
  run: Run;
  /** The moment that the address named at first, in ms from online. */
  openedAtMs: number | undefined;
}) {
  const { run, openedAtMs } = props;
  const t = useTexts();
  useLiveUpdates({ buildId: run.buildId, runIds: [run.id] });
  useDocumentTitle(
    `${t(`ui.verdict.${standingOf(run)}`)} · ${run.family} · ${
      run.image.imageId
    }`,
  );
  const { data: log, error } = useConsole(run.id, { enabled: run.evidence });
  const screenTexts = useScreenTexts(run);

  const film = useMemo(() => filmOf(run.frames), [run.frames]);
  const newestMs = newestMoment(run, film, log);
  const timeline = useMemo(() => timelineOf(run, newestMs), [run, newestMs]);
  const restMs = openingMoment(run, film, newestMs);
  const { endMs } = timeline;
  const [clock] = useState(() => {
    const made = new Clock(
      openedAtMs === undefined ? undefined : momentMeant(film, openedAtMs),
    );
    // At once: else all would be drawn, and the first picture loaded, for a moment that nobody wants.
    made.lay({ restMs, newestMs, endMs });
    return made;
  });
  useEffect(() => {
    clock.lay({ restMs, newestMs, endMs });
  }, [clock, restMs, newestMs, endMs]);

  const [wantedLine, setWantedLine] = useState<WantedLine>();
  const jump = useCallback(
    ({ line, offsetMs }: Place) => {
      const at =
        offsetMs ??
        (line === undefined ? undefined : log?.lines[line - 1]?.offsetMs);
      if (at !== undefined) clock.seek(momentMeant(film, at));
      if (line !== undefined) setWantedLine({ number: line });
    },
    [clock, film, log],
  );

  return (
    <ClockProvider clock={clock}>
      <ClockWork clock={clock} film={film} log={log} />
      <div className={styles.run}>
        <WhatHappened run={run} />
        <DiagnosisView run={run} onJump={jump} />
        <div className={styles.evidence} data-alone={!run.evidence}>
          <Player
            run={run}
            film={film}
            timeline={timeline}
            screenTexts={screenTexts}
          />
          {run.evidence && (
            <div className={styles.console} data-own-keys="">
              <div className={styles.consoleInside}>
                <ConsolePanel
                  run={run}
                  log={log}
                  error={error}
                  screenTexts={screenTexts}
                  wantedLine={wantedLine}
                  onJump={jump}
                />
              </div>
            </div>
          )}
        </div>
        <Later>
          <Facts run={run} />
          <Checks run={run} onSeek={clock.seek} />
          <Details run={run} />
        </Later>
      </div>
    </ClockProvider>
  );
});

/** One run: what happened, the boot player with the log beside it, the checks, and everything else that is known. */
export function RunView(props: { runId: string }) {
  const t = useTexts();
  const run = useRun(props.runId);
  const { search } = useLocation();
  const [openedAtMs] = useState(() => momentOfSearch(search));
  if (run.isPending) return <RunSkeleton />;
  if (!run.data) {
    return (
      <TroubleView
        what={t('run.title')}
        error={run.error}
        onRetry={() => run.refetch()}
      />
    );
  }
  return (
    <>
      {run.isRefetchError && <ConnectionLost since={run.dataUpdatedAt} />}
      <LoadedRun run={run.data} openedAtMs={openedAtMs} />
    </>
  );
}

/** What moves the clock, and the address with it. It shows nothing, so that nothing is drawn again when the address changes. */
function ClockWork(props: {
  clock: Clock;
  film: Film;
  log: ConsoleLog | undefined;
}) {
  const { clock, film, log } = props;
  const changes = useMemo(() => changesOf(film, log), [film, log]);
  useClockInAddress(clock, film, log);
  usePlayback(clock, changes);
  return null;
}

/** The moments at which the picture or the log changes, ascending. */
function changesOf(film: Film, log: ConsoleLog | undefined): number[] {
  const moments = new Set([
    ...film.scenes.map(({ first }) => momentOf(film.frames[first])),
    ...(log?.lines.map(({ offsetMs }) => offsetMs) ?? []),
  ]);
  return [...moments].sort((a, b) => a - b);
}
