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
import type { Build } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  budgetOf,
  buildTimeToService,
  decidingRun,
  medianOf,
} from '../../builds';
import { standingOf, type Standing } from '../../ui';

/** A build in the chart. */
export interface ChartPoint {
  buildId: string;
  /** The run that its mark opens; none when the build has no run. */
  runId: string | undefined;
  imageId: string | undefined;
  /** When it was started, RFC 3339. */
  at: string;
  standing: Standing;
  /** The height of its mark; without it the mark is in the lane of those that have no time. */
  timeMs: number | undefined;
}

/** What the chart shows. */
export interface ChartData {
  /** The oldest first. */
  points: ChartPoint[];
  passed: number;
  medianMs: number | undefined;
  slowestMs: number | undefined;
  /** How long it may take at present. */
  budgetMs: number | undefined;
  /** Of those that passed, the oldest first. */
  timesMs: number[];
}

/** Lays out builds, the newest first, as a chart. */
export function chartOf(builds: Build[]): ChartData {
  const points = builds.map(pointOf).reverse();
  const times = points
    .map(({ timeMs }) => timeMs)
    .filter(time => time !== undefined);
  return {
    points,
    passed: points.filter(({ standing }) => standing === 'passed').length,
    medianMs: medianOf(times),
    slowestMs: times.length > 0 ? Math.max(...times) : undefined,
    budgetMs: budgetOf(builds),
    timesMs: times,
  };
}

/** Which of some points get a date below them, so that there is one for every so many pixels. */
export function datedPoints(
  count: number,
  width: number,
  spacing: number,
): number[] {
  const step = Math.max(1, Math.ceil((count * spacing) / Math.max(width, 1)));
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
}

function pointOf(build: Build): ChartPoint {
  const run = decidingRun(build);
  return {
    buildId: build.id,
    runId: run?.id,
    imageId: run?.image.imageId,
    at: build.createdAt,
    standing: standingOf(build),
    timeMs: buildTimeToService(build),
  };
}
