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
import {
  RiCheckLine,
  RiCloseLine,
  RiPlugLine,
  RiFlagLine,
} from '@remixicon/react';
import { memo, type ReactNode, useMemo } from 'react';
import { useTexts, type Texts } from '../../translations/useTexts';
import { formatDuration } from '../../ui';
import type { Film } from '../film/film';
import styles from './StageBar.module.css';
import { Scrubber } from './Scrubber';
import { useNow } from '../useNow';
import { shareAt, type StagePart, type Timeline } from './timeline';

/** The stages of a run as a bar to scrub along, and on it what happened when. */
export const StageBar = memo(function StageBarView(props: {
  run: Run;
  film: Film;
  timeline: Timeline;
}) {
  const { run, film, timeline } = props;
  const t = useTexts();
  const standstill = run.diagnosis?.standstill;
  const marks = useMemo(() => marksOf(run, t), [run, t]);
  return (
    <Scrubber film={film} timeline={timeline} enabled={Boolean(run.onlineAt)}>
      {timeline.parts.map(part => (
        <StagePartView key={`${part.stage} ${part.startMs}`} part={part} />
      ))}
      {standstill && (
        <span
          className={styles.standstill}
          title={t(`run.player.timeline.${standstill.kind}`, {
            from: formatDuration(standstill.sinceMs),
            to: formatDuration(standstill.untilMs),
          })}
          style={{
            left: percent(shareAt(timeline, standstill.sinceMs)),
            right: percent(1 - shareAt(timeline, standstill.untilMs)),
          }}
        />
      )}
      {film.scenes.map(({ first, fromMs }) => (
        <i
          key={first}
          className={styles.change}
          style={{ left: percent(shareAt(timeline, fromMs)) }}
        />
      ))}
      {marks.map(({ kind, atMs, title, icon }) => (
        <span
          key={title}
          className={styles.mark}
          data-kind={kind}
          title={title}
          style={{ left: percent(shareAt(timeline, atMs)) }}
        >
          {icon}
        </span>
      ))}
    </Scrubber>
  );
});

function StagePartView({ part }: { part: StagePart }) {
  const t = useTexts();
  const { stage, state, at = 0, startMs, endMs, from, to } = part;
  const now = useNow(state === 'current');
  const name = t(`ui.stage.${stage}`);
  const duration =
    state === 'current'
      ? formatDuration(Math.max(0, Math.floor((now - at) / 1000)) * 1000)
      : formatDuration(Math.round(endMs - startMs));
  const title = {
    done: () =>
      t('run.player.timeline.span', {
        stage: name,
        duration,
        from: offset(startMs),
        to: offset(endMs),
      }),
    current: () => t('run.player.timeline.current', { stage: name, duration }),
    ahead: () => t('run.player.timeline.ahead', { stage: name }),
  }[state]();
  return (
    <span
      className={styles.stage}
      data-stage={stage}
      data-state={state}
      title={title}
      style={{ left: percent(from), width: percent(to - from) }}
    >
      <span className={styles.name}>
        <span>{name}</span>
      </span>
      {state !== 'ahead' && (
        <span className={styles.time}>
          <span>{duration}</span>
        </span>
      )}
    </span>
  );
}

interface Mark {
  kind: 'online' | 'passed' | 'verdict' | 'failed';
  atMs: number;
  title: string;
  icon: ReactNode;
}

function marksOf(run: Run, t: Texts): Mark[] {
  if (!run.onlineAt) return [];
  const marks: Mark[] = [
    {
      kind: 'online',
      atMs: 0,
      title: t('run.player.timeline.online'),
      icon: <RiPlugLine size={12} aria-hidden />,
    },
  ];
  for (const { name, passedAtMs } of run.checks) {
    if (passedAtMs === undefined) continue;
    marks.push({
      kind: 'passed',
      atMs: passedAtMs,
      title: t('run.player.timeline.passed', {
        check: name,
        offset: formatDuration(passedAtMs),
      }),
      icon: <RiCheckLine size={12} aria-hidden />,
    });
  }
  if (run.verdict && run.verdictAt) {
    const atMs = Date.parse(run.verdictAt) - Date.parse(run.onlineAt);
    marks.push({
      kind: run.verdict === 'failed' ? 'failed' : 'verdict',
      atMs,
      title: t('run.player.timeline.verdict', {
        verdict: t(`ui.verdict.${run.verdict}`),
        offset: formatDuration(Math.max(0, atMs)),
      }),
      icon:
        run.verdict === 'failed' ? (
          <RiCloseLine size={12} aria-hidden />
        ) : (
          <RiFlagLine size={12} aria-hidden />
        ),
    });
  }
  return marks;
}

function offset(ms: number): string {
  return ms < 0 ? `−${formatDuration(-ms)}` : formatDuration(ms);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
