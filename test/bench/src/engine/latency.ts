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

import { ArticleScript } from '../article/ArticleScript';
import type { Section } from '../report';
import { BenchWorld, type BenchImage } from '../world/BenchWorld';
import { boot, scattered } from '../world/boots';
import type { EngineOptions } from './EngineOptions';
import type { Contender, TestedTogether } from './Contender';
import { Ours } from './Ours';
import { compare, summarise } from './summarise';

/** Each has request limits of its own there. */
export const OUR_REGION = 'us-east-1';
export const ARTICLE_REGION = 'us-west-2';
/** When services answer, in seconds after power-on. */
export const ANSWERS = { from: 5, until: 40 };

/** One run after another, and several together; then the same with the article's script. */
export async function measureLatency({
  quick,
  cpuProfiles,
}: EngineOptions): Promise<Section> {
  const count = quick
    ? { single: 2, together: 4 }
    : { single: 8, together: 20 };
  const kinds = Object.entries(count) as ['single' | 'together', number][];
  const boots = Object.fromEntries(
    kinds.flatMap(([kind, size]) =>
      scattered(size, ANSWERS.from, ANSWERS.until).map((seconds, index) => [
        `${kind}-${index}`,
        boot(seconds),
      ]),
    ),
  );
  const world = await BenchWorld.start({
    boots,
    regions: [OUR_REGION],
    images: [OUR_REGION, ARTICLE_REGION].flatMap(region =>
      Object.keys(boots).map(
        (name): BenchImage => ({ region, name, boot: name }),
      ),
    ),
    cpuProfiles,
  });
  try {
    const article = await ArticleScript.create(world, ARTICLE_REGION);
    const ours = new Ours(world, await world.backend(), OUR_REGION);
    const imagesOf = (kind: string, { region }: Contender) =>
      Object.keys(boots)
        .filter(name => name.startsWith(kind))
        .map(name => ({ imageId: world.imageId(region, name), afterMs: 0 }));
    const cost = await article.costOfCall();
    const results = new Map<Contender, Record<string, TestedTogether>>();
    for (const contender of [ours, article]) {
      results.set(contender, {
        single: await oneAfterAnother(contender, imagesOf('single', contender)),
        together: await contender.test(imagesOf('together', contender)),
      });
    }
    const journal = world.journal();
    const summaryOf = (contender: Contender, kind: string) =>
      summarise(journal, contender, results.get(contender)![kind]);
    return {
      title:
        'From the service answering inside the guest to the exit of what Packer waits for',
      measurements: [
        ...compare(
          '1 run',
          summaryOf(ours, 'single'),
          summaryOf(article, 'single'),
          { framesOnTime: 100 },
        ),
        ...compare(
          `${count.together} runs at once`,
          summaryOf(ours, 'together'),
          summaryOf(article, 'together'),
          { framesOnTime: 99 },
        ),
      ],
      notes: [
        `Services answer ${ANSWERS.from} to ${ANSWERS.until} s after power-on; EC2 answers in 300 ms and enforces AWS's request limits. "1 run" is ${count.single} runs, one after another.`,
        `The script calls EC2 with ${
          article.calls
        }; one call takes ${cost.seconds.toFixed(
          2,
        )} s here, and ${cost.cpuSeconds.toFixed(2)} s of CPU.`,
        'CPU is that of the backend, PostgreSQL and the bridges; the script’s, of all its processes.',
      ],
    };
  } finally {
    await world.close();
  }
}

async function oneAfterAnother(
  contender: Contender,
  images: { imageId: string; afterMs: number }[],
): Promise<TestedTogether> {
  const all: TestedTogether[] = [];
  for (const image of images) all.push(await contender.test([image]));
  return {
    tested: all.flatMap(({ tested }) => tested),
    cpuSeconds: all.reduce((sum, one) => sum + one.cpuSeconds, 0),
    from: all[0].from,
    until: all[all.length - 1].until,
  };
}
