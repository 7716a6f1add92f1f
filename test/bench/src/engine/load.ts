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

import { cpus } from 'node:os';
import { ArticleScript } from '../article/ArticleScript';
import type { Section } from '../report';
import { BenchWorld, type BenchImage } from '../world/BenchWorld';
import { boot, scattered } from '../world/boots';
import type { Contender } from './Contender';
import type { EngineOptions } from './EngineOptions';
import { ANSWERS, ARTICLE_REGION, OUR_REGION } from './latency';
import { Ours } from './Ours';
import { compare, summarise } from './summarise';

const MINUTE_MS = 60_000;
/** Of these, one is of an image that powers itself off. */
const ONE_BAD_IN = 10;
/** So many processes of the script, which each start others all the time, one core can run side by side. */
const SCRIPTS_PER_CORE = 10;

/** Builds that arrive evenly in one minute, and as many of the article's scripts as this machine can run. */
export async function measureLoad({
  quick,
  cpuProfiles,
}: EngineOptions): Promise<Section> {
  const builds = quick ? 10 : 200;
  const withinMs = quick ? MINUTE_MS / 10 : MINUTE_MS;
  const perCore = quick ? 1 : SCRIPTS_PER_CORE;
  const scripts = Math.min(builds, perCore * cpus().length);
  const isBad = (index: number) => index % ONE_BAD_IN === ONE_BAD_IN - 1;
  const boots = Object.fromEntries(
    scattered(builds, ANSWERS.from, ANSWERS.until).map((seconds, index) => [
      String(index),
      isBad(index)
        ? { ...boot(seconds + MINUTE_MS), powerOffAtMs: seconds * 1000 }
        : boot(seconds),
    ]),
  );
  const imagesIn = (region: string, count: number) =>
    Array.from({ length: count }, (_, index): BenchImage => {
      const name = String(index);
      return { region, name, boot: name };
    });
  const world = await BenchWorld.start({
    boots,
    regions: [OUR_REGION],
    images: [
      ...imagesIn(OUR_REGION, builds),
      ...imagesIn(ARTICLE_REGION, scripts),
    ],
    config: { limits: { runsPerRegion: builds } },
    cpuProfiles,
  });
  try {
    const article = await ArticleScript.create(world, ARTICLE_REGION);
    const ours = new Ours(world, await world.backend(), OUR_REGION);
    const bad = new Set<string>();
    const test = (contender: Contender, count: number) =>
      contender.test(
        Array.from({ length: count }, (_, index) => {
          const imageId = world.imageId(contender.region, String(index));
          if (isBad(index)) bad.add(imageId);
          // As often as when there are all of them.
          return { imageId, afterMs: (index * withinMs) / builds };
        }),
      );
    const oursTested = await test(ours, builds);
    const articleTested = await test(article, scripts);
    const journal = world.journal();
    const expected = (imageId: string) =>
      bad.has(imageId) ? ('failed' as const) : ('passed' as const);
    const summary = summarise(journal, ours, oursTested, expected);
    const other = summarise(journal, article, articleTested, expected);
    const name = `${builds} builds in ${withinMs / 1000} s`;
    return {
      title: 'Many builds at once, in one account and region',
      measurements: [
        ...compare(name, summary, other, {}),
        {
          name: `${name}: calls that EC2 throttled`,
          value: summary.throttledShare,
          unit: '%',
          target: 1,
          article: other.throttledShare,
        },
        {
          name: `${name}: frames that the worst run keeps`,
          value: summary.leastFramesKept,
          unit: '%',
          target: 60,
          better: 'more',
          article: other.leastFramesKept,
        },
        {
          name: `${name}: until everything was cleaned up`,
          value: summary.seconds,
          unit: 's',
          article: other.seconds,
        },
      ],
      notes: [
        scripts < builds
          ? `The script was run for ${scripts} images only, at the same rate: this machine's ${
              cpus().length
            } cores cannot run ${builds} of it.`
          : `The script was run for all ${builds} images.`,
        `The script calls EC2 with ${article.calls}.`,
        `RunInstances is allowed 2 times a second, of which the backend takes half: the last of the ${builds} is launched after ${builds} s or so. One image in ${ONE_BAD_IN} powers itself off, and is to be called failed.`,
      ],
    };
  } finally {
    await world.close();
  }
}
