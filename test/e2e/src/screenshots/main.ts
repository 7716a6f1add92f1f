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

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '@ami-smoke-test/demo';
import { Command } from 'commander';
import { Visitor, type Theme } from '../browser/Visitor';
import { GalleryStack } from './GalleryStack';
import { saveAsWebp } from './saveAsWebp';
import { scenesOf, type Scene } from './scenes';

const README_IMAGES = join(REPOSITORY, 'docs/images');
const WIDE = 1400;
const NARROW = 360;

interface Shot {
  file: string;
  scene: string;
  theme: Theme;
  width: number;
}

/** The pictures in the README. */
const README_SHOTS: Shot[] = [
  { file: 'run', scene: 'run-failed', theme: 'light', width: WIDE },
  { file: 'run-dark', scene: 'run-failed', theme: 'dark', width: WIDE },
  { file: 'run-narrow', scene: 'run-failed', theme: 'light', width: NARROW },
  { file: 'run-running', scene: 'run-running', theme: 'light', width: WIDE },
  { file: 'history', scene: 'history', theme: 'light', width: WIDE },
  { file: 'comparison', scene: 'comparison', theme: 'light', width: WIDE },
  { file: 'fleet', scene: 'fleet', theme: 'light', width: WIDE },
  { file: 'channels', scene: 'channels', theme: 'light', width: WIDE },
  { file: 'promote', scene: 'promote', theme: 'light', width: WIDE },
  {
    file: 'promotion-history',
    scene: 'promotion-history',
    theme: 'light',
    width: WIDE,
  },
];

const program = new Command('npm run screenshots --')
  .description(
    'Takes the pictures of the pages in the README, of real boots in the demo.',
  )
  .option(
    '--all <folder>',
    'instead, every page in every state, light, dark and narrow, to look at',
  )
  .option('--scripted', 'scripted boots, where virtual machines take too long');

async function main(): Promise<void> {
  const options = program.parse().opts<{ all?: string; scripted?: boolean }>();
  const folder = options.all ?? README_IMAGES;
  mkdirSync(folder, { recursive: true });
  const stack = new GalleryStack({ scripted: options.scripted });
  const visitor = new Visitor();
  try {
    const scenes = scenesOf(await stack.start());
    for (const shot of options.all ? everyShot(scenes) : README_SHOTS) {
      const scene = scenes.find(({ name }) => name === shot.scene);
      if (!scene) throw new Error(`There is no scene ${shot.scene}`);
      const file = join(folder, `${shot.file}.webp`);
      await take(visitor, scene, shot, file);
      process.stdout.write(`${file}\n`);
    }
  } finally {
    await visitor.close();
    await stack.stop();
  }
}

function everyShot(scenes: Scene[]): Shot[] {
  return scenes.flatMap(({ name }) =>
    (['light', 'dark'] as const).flatMap(theme =>
      [WIDE, NARROW].map(width => ({
        file: `${name}-${theme}-${width}`,
        scene: name,
        theme,
        width,
      })),
    ),
  );
}

async function take(
  visitor: Visitor,
  scene: Scene,
  { theme, width }: Shot,
  file: string,
): Promise<void> {
  const page = await visitor.open(await scene.address(), {
    theme,
    width,
    height: width === NARROW ? 780 : 900,
    scale: 2,
    // This looks at what is there; the tests see to it that nothing goes wrong.
    expected: [/./],
  });
  await scene.ready(page);
  await page.waitForLoadState('networkidle');
  // Pictures in sight that are still on their way.
  await page.waitForFunction(() =>
    Array.from(document.images)
      .filter(image => image.getBoundingClientRect().top < window.innerHeight)
      .every(image => image.complete),
  );
  // Whatever still fades in.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        // What goes with scrolling, or turns for ever, has no end to wait for.
        .filter(one => one.timeline === document.timeline)
        .filter(one => one.effect?.getComputedTiming().endTime !== Infinity)
        .map(one => one.finished.catch(() => {})),
    ),
  );
  await saveAsWebp(await page.screenshot({ animations: 'disabled' }), file);
  await visitor.leave();
}

main().catch(error => {
  process.stderr.write(`\n${error.stack}\n`);
  process.exit(1);
});
