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

import { demoScripts } from '@ami-smoke-test/local-ec2';
import { World } from './World';
import type { Backend, BackendOptions } from '@ami-smoke-test/demo';

/** The demo's boots, with a verdict after seconds instead of minutes. */
const SOON = {
  screenshots: [{ everySeconds: 0.5, untilSeconds: 6 }],
  consoleEverySeconds: 1,
  budgets: { serviceSeconds: 6 },
};

const PATIENT = {
  accountId: '123456789012',
  regions: {
    'us-east-1': {
      subnets: ['subnet-0a613fc5a899092e4'],
      securityGroups: ['sg-05a150482ed533d73'],
    },
  },
  instanceTypes: ['t3.micro'],
  checks: [{ type: 'tcp', port: 8080 }],
};

/**
 * What the config of a quick backend is to have beside `config`, and beside `amiSmokeTest` in its section. Its profile `patient` waits for minutes, and `pair` makes two
 * runs of an image.
 */
export function quickConfig(
  config: object = {},
  amiSmokeTest: object = {},
): object {
  return {
    ...config,
    amiSmokeTest: {
      ...amiSmokeTest,
      profiles: {
        default: SOON,
        patient: PATIENT,
        pair: {
          ...PATIENT,
          ...SOON,
          instanceTypes: ['t3.micro', 't3.small'],
        },
      },
    },
  };
}

/** A world of scripted boots that end soon, and a Backstage in it that runs. */
export async function startQuickWorld(
  options: Pick<BackendOptions, 'app'> = {},
): Promise<{ world: World; backend: Backend }> {
  const world = await World.start({ scripts: demoScripts });
  try {
    const backend = await world.backend({ ...options, config: quickConfig() });
    await backend.start();
    return { world, backend };
  } catch (error) {
    await world.close();
    throw error;
  }
}
