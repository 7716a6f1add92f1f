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
  BOOT_STAGES,
  type BootStage,
  type FindingCategory,
  type ListBuildsQuery,
  type Source,
  type Verdict,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import type { BuildsOfEntity } from '../entity';

// As the schemas of the API have them: with those would come Zod, which is larger than all of the pages.
const VERDICTS: Verdict[] = ['passed', 'failed', 'errored', 'cancelled'];
const SOURCES: Source[] = ['packer', 'api', 'rerun'];
/** {@inheritDoc FindingCategory} */
export const CATEGORIES: FindingCategory[] = [
  'block-device',
  'boot-loader',
  'io',
  'network',
  'kernel',
  'sizing',
  'provisioning',
  'service',
  'windows',
];
const FINDING = /^(?=.{1,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;
const REGION = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;
const IMAGE_ID = /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/;

/** How far back the history may be limited to, in ms. */
export const PERIODS = {
  '24h': 24 * 3_600_000,
  '7d': 7 * 24 * 3_600_000,
  '30d': 30 * 24 * 3_600_000,
} as const;

/** {@inheritDoc PERIODS} */
export type Period = keyof typeof PERIODS;

/** What the history is narrowed down to; the names are those in the URL. */
export interface HistoryFilters {
  verdict?: Verdict | 'running';
  region?: string;
  trigger?: Source;
  since?: Period;
  image?: string;
  furthestStage?: BootStage;
  category?: FindingCategory;
  /** The id of a headline. */
  finding?: string;
}

/** The part of the history that the URL asks for. */
export interface HistoryView {
  filters: HistoryFilters;
  /** The cursors of the pages that led here, the one that is shown last; empty on the newest page. */
  trail: string[];
  /** How many pages before those led here too, the way to which is not known any more. */
  forgotten: number;
}

/** How many builds a page of the history has. */
export const PAGE_SIZE = 25;

/** How many pages back the URL remembers, so that it stays short enough for every proxy. */
const TRAIL_LENGTH = 40;

const CURSOR = 'cursor';
const FORGOTTEN = 'forgotten';
const FILTERS: (keyof HistoryFilters)[] = [
  'verdict',
  'region',
  'trigger',
  'since',
  'image',
  'furthestStage',
  'category',
  'finding',
];

/** Reads what the URL asks for; what makes no sense in it is as if it were not there. */
export function readView(params: URLSearchParams): HistoryView {
  const read = (name: keyof HistoryFilters) => params.get(name) ?? undefined;
  const fitting = (name: keyof HistoryFilters, pattern: RegExp) => {
    const text = read(name);
    return text !== undefined && pattern.test(text) ? text : undefined;
  };
  const verdict = read('verdict');
  const trigger = read('trigger');
  const since = read('since');
  const furthestStage = read('furthestStage');
  const category = read('category');
  const trail = params.getAll(CURSOR).filter(Boolean);
  return {
    filters: {
      verdict:
        verdict === 'running'
          ? verdict
          : VERDICTS.find(known => known === verdict),
      region: fitting('region', REGION),
      trigger: SOURCES.find(known => known === trigger),
      since: isPeriod(since) ? since : undefined,
      image: fitting('image', IMAGE_ID),
      furthestStage: BOOT_STAGES.find(known => known === furthestStage),
      category: CATEGORIES.find(known => known === category),
      finding: fitting('finding', FINDING),
    },
    trail,
    forgotten: trail.length > 0 ? forgottenIn(params) : 0,
  };
}

/** The same URL with a filter changed, on its newest page: the cursors belong to the filters they were made with. */
export function withFilter(
  params: URLSearchParams,
  name: keyof HistoryFilters,
  value: string | undefined,
): URLSearchParams {
  const changed = new URLSearchParams(params);
  changed.delete(CURSOR);
  changed.delete(FORGOTTEN);
  if (value) changed.set(name, value);
  else changed.delete(name);
  return changed;
}

/** The same URL without any filter. */
export function withoutFilters(params: URLSearchParams): URLSearchParams {
  const cleared = new URLSearchParams(params);
  for (const name of [...FILTERS, CURSOR, FORGOTTEN]) cleared.delete(name);
  return cleared;
}

/** The same URL on another page. Of a very long way the beginning is forgotten, but not that there was one. */
export function withTrail(
  params: URLSearchParams,
  trail: string[],
): URLSearchParams {
  const moved = new URLSearchParams(params);
  moved.delete(CURSOR);
  moved.delete(FORGOTTEN);
  const cut = Math.max(0, trail.length - TRAIL_LENGTH);
  const forgotten = trail.length > 0 ? forgottenIn(params) + cut : 0;
  if (forgotten > 0) moved.set(FORGOTTEN, String(forgotten));
  for (const cursor of trail.slice(-TRAIL_LENGTH)) {
    moved.append(CURSOR, cursor);
  }
  return moved;
}

/** How many filters are set. */
export function countFilters(filters: HistoryFilters): number {
  return FILTERS.filter(name => filters[name] !== undefined).length;
}

/**
 * The question that the backend is asked.
 *
 * @param now - epoch ms; counted in whole minutes, so that the question stays the same for a while
 */
export function queryOf(
  of: BuildsOfEntity,
  view: HistoryView,
  now: number,
): ListBuildsQuery {
  const { verdict, region, trigger, since, image, ...diagnosis } = view.filters;
  const minute = Math.floor(now / 60_000) * 60_000;
  return {
    ...of,
    verdict: verdict === 'running' ? 'none' : verdict,
    region,
    source: trigger,
    imageId: image,
    ...diagnosis,
    since: since && new Date(minute - PERIODS[since]).toISOString(),
    cursor: view.trail.at(-1),
    limit: PAGE_SIZE,
  };
}

/** Whether a text is a whole AMI id, the only thing that can be searched for. */
export function isImageId(text: string): boolean {
  return IMAGE_ID.test(text);
}

function forgottenIn(params: URLSearchParams): number {
  const text = params.get(FORGOTTEN) ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

function isPeriod(text: string | undefined): text is Period {
  return text !== undefined && Object.hasOwn(PERIODS, text);
}
