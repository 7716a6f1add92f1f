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
  AmiSmokeTestClient,
  type Build,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { familyOf, type Variant } from '../variants';

/**
 * Has an image that works tested in the families whose next image is broken: the release before, so that the pages have a good
 * run to compare the failed one with.
 *
 * @returns the builds, as they were accepted
 */
export async function testPreviousRelease(
  backend: { url: string; token: string },
  image: { region: string; imageId: string },
  variants: Variant[],
): Promise<Build[]> {
  const client = new AmiSmokeTestClient({
    discoveryApi: {
      getBaseUrl: async pluginId => `${backend.url}/api/${pluginId}`,
    },
  });
  const broken = variants.filter(({ expected }) => expected === 'failed');
  return Promise.all(
    broken.map(variant =>
      client.createBuild(
        {
          family: familyOf(variant),
          key: `the release before of ${variant.name}`,
          images: [image],
        },
        { token: backend.token },
      ),
    ),
  );
}
