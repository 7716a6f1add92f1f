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

import pLimit from 'p-limit';
import { say, sayFrom } from '../report/print';
import type { Variant } from '../variants';
import { readBridgeResult } from './bridgeResult';
import type { BuildEnvironment, Builder, Built } from './Builder';
import { testPreviousRelease } from './previousRelease';

/** More builds at once take longer each: a boot without KVM fills a core. */
const BUILDS_AT_ONCE = 4;

/**
 * Builds variants side by side and has each smoke tested.
 *
 * @param options - with `previousRelease`, the first one is built before the others, and tested in their families too
 * @returns what was built, and the ids of the builds of the release before
 */
export async function buildVariants(
  environment: BuildEnvironment,
  options: { variants: Variant[]; build: Builder; previousRelease: boolean },
): Promise<{ built: Built[]; before: string[] }> {
  const limit = pLimit(BUILDS_AT_ONCE);
  const build = (variant: Variant) =>
    limit(() => {
      environment.signal.throwIfAborted();
      sayFrom(variant.name, `Building: ${variant.what}`);
      return options.build(environment, variant);
    });
  const [first, ...others] = options.variants;
  const begun = [build(first)];
  const before: string[] = [];
  if (options.previousRelease && first.expected === 'passed') {
    const { resultFile } = await begun[0];
    const [image] = readBridgeResult(resultFile).images ?? [];
    if (image) {
      say('Testing it in the other families too, as the release before');
      const accepted = await testPreviousRelease(
        environment.backend,
        { region: environment.region, imageId: image.imageId },
        others,
      );
      before.push(...accepted.map(({ id }) => id));
    }
  }
  const built = await Promise.all([...begun, ...others.map(build)]);
  return { built, before };
}
