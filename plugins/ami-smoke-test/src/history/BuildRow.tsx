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
  Build,
  RunSummary,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { useRouteRef } from '@backstage/core-plugin-api';
import { Checkbox, VisuallyHidden } from '@backstage/ui';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import {
  buildTimeToService,
  Chips,
  decidingRun,
  FilmPlace,
  FilmStrip,
  instanceTypesOf,
  reasonBeyond,
  regionsOf,
} from '../builds';
import { buildRouteRef, runRouteRef } from '../routes';
import { useTexts } from '../translations/useTexts';
import { between, formatDuration, standingOf, VerdictBadge } from '../ui';
import styles from './BuildTable.module.css';
import { DiagnosisCell } from './DiagnosisCell';
import { Elapsed } from './Elapsed';
import { ImageList } from './ImageList';
import { PinnedMark } from './PinnedMark';
import { Reason } from './Reason';
import { StartedCell } from './StartedCell';

/**
 * A build in the history.
 *
 * @param props - `pictures`: they may be shown now; `pictureColumn`: there is a place for them; `tickable`: it can be ticked or
 *   unticked
 */
export function BuildRow(props: {
  build: Build;
  pictures: boolean;
  pictureColumn: boolean;
  ticked: boolean;
  tickable: boolean;
  onTick: (on: boolean) => void;
}) {
  const t = useTexts();
  const runHref = useRouteRef(runRouteRef);
  const buildHref = useRouteRef(buildRouteRef);
  const { build, pictures, pictureColumn, ticked, tickable, onTick } = props;
  const run = decidingRun(build);
  const standing = standingOf(build);
  const verdict = t(`ui.verdict.${standing}`);
  const image = build.images[0]?.imageId ?? t('history.row.noImage');
  const timeToService = buildTimeToService(build);
  const duration = between(build.createdAt, build.verdictAt);
  const stage =
    standing === 'running' && run ? t(`ui.stage.${run.stage}`) : undefined;
  const sentence =
    build.verdict === 'passed'
      ? undefined
      : reasonBeyond(run?.headline, build.reason) ?? stage;

  return (
    <div role="row" className={styles.row} data-ticked={ticked || undefined}>
      <Cell area="tick">
        <Checkbox
          aria-label={t('history.row.tick', { image, verdict })}
          isSelected={ticked}
          isDisabled={!tickable || run === undefined}
          onChange={onTick}
        />
      </Cell>
      <Cell area="verdict">
        <Link
          className={styles.verdict}
          to={
            run ? runHref({ runId: run.id }) : buildHref({ buildId: build.id })
          }
          aria-label={t('history.row.open', { verdict, image })}
        >
          <VerdictBadge standing={standing} />
        </Link>
        <PinnedMark build={build} />
        {sentence && <Reason text={sentence} standing={standing} />}
      </Cell>
      <Cell area="image">
        <ImageList build={build} />
        <div className={styles.chips}>
          <Chips label={t('history.row.regions')} items={regionsOf(build)} />
          <Chips
            label={t('history.row.instanceTypes')}
            items={instanceTypesOf(build)}
          />
        </div>
      </Cell>
      <Cell
        area="diagnosis"
        label={run?.furthestStage && t('history.columns.diagnosis')}
      >
        {run && <DiagnosisCell run={run} />}
      </Cell>
      {pictureColumn && (
        <Cell area="film">
          {run && pictures && hasOrAwaitsPictures(run) && (
            <FilmStrip run={run} family={build.family} />
          )}
          {run && !pictures && run.filmStrip.length > 0 && <FilmPlace />}
        </Cell>
      )}
      <Cell area="started">
        <StartedCell build={build} />
      </Cell>
      <Cell area="duration" label={t('history.columns.duration')}>
        {duration === undefined ? (
          <Elapsed since={build.createdAt} />
        ) : (
          formatDuration(duration)
        )}
      </Cell>
      <Cell area="service" label={t('history.columns.timeToService')}>
        {timeToService === undefined ? <None /> : formatDuration(timeToService)}
      </Cell>
    </div>
  );
}

/** A run that is over without a picture will never have one. */
function hasOrAwaitsPictures(run: RunSummary): boolean {
  return run.filmStrip.length > 0 || run.verdict === undefined;
}

/** A cell in its place; its label shows only where the column's head does not. */
function Cell(props: { area: string; label?: string; children: ReactNode }) {
  return (
    <div role="cell" className={styles.cell} data-area={props.area}>
      {props.label && (
        <span className={styles.label} aria-hidden>
          {props.label}
        </span>
      )}
      {props.children}
    </div>
  );
}

function None() {
  const t = useTexts();
  return (
    <span className={styles.none}>
      <span aria-hidden>–</span>
      <VisuallyHidden>{t('history.row.none')}</VisuallyHidden>
    </span>
  );
}
