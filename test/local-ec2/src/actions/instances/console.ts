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

import { hasScreenshots, INSTANCE_TYPES } from '../../machines/instanceTypes';
import { REGIONS_WITHOUT_SCREENSHOTS } from '../../state/regions';
import { Instance } from '../../state/resources';
import { incorrectState, unsupported } from '../../wire/Ec2Error';
import { defineAction } from '../Action';
import { instanceById, lifeOf } from '../lookups';

/** What EC2 keeps of a console. */
const CONSOLE_BYTES = 64 * 1024;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleScreenshot.html */
export const getConsoleScreenshot = defineAction({
  name: 'GetConsoleScreenshot',
  read: parameters => {
    // A key press could stop a boot loader; the screens here never sleep.
    parameters.boolean('WakeUp');
    return parameters.required('InstanceId');
  },
  check(call, id) {
    const instance = instanceById(call, id);
    const type = INSTANCE_TYPES.get(instance.instanceType);
    if (
      (type && !hasScreenshots(type)) ||
      REGIONS_WITHOUT_SCREENSHOTS.has(call.place.region)
    ) {
      throw unsupported(
        `Console screenshots are not supported for the instance '${id}' (${instance.instanceType} in ${call.place.region})`,
      );
    }
    return instance;
  },
  async run(call, id, instance) {
    const image =
      instance.state === 'running'
        ? await lifeOf(call, instance).screenshot()
        : undefined;
    if (!image) {
      throw incorrectState(
        `The instance '${id}' is in the state '${instance.state}': a screenshot can be taken of a running instance only`,
      );
    }
    return { instanceId: id, imageData: image.toString('base64') };
  },
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html */
export const getConsoleOutput = defineAction({
  name: 'GetConsoleOutput',
  read: parameters => ({
    id: parameters.required('InstanceId'),
    latest: parameters.boolean('Latest') ?? false,
  }),
  check(call, { id, latest }) {
    const instance = instanceById(call, id);
    if (latest && !isNitro(instance)) {
      throw unsupported(
        'This instance type does not support retrieving the latest console logs.',
      );
    }
    return instance;
  },
  async run(call, { id, latest }, instance) {
    const life = lifeOf(call, instance);
    const console = latest
      ? { output: await life.console(), at: call.world.now() }
      : life.postedConsole();
    return {
      instanceId: id,
      timestamp: console?.at ?? instance.launchedAt,
      output: console?.output.subarray(-CONSOLE_BYTES).toString('base64'),
    };
  },
});

function isNitro({ instanceType }: Instance): boolean {
  return INSTANCE_TYPES.get(instanceType)?.hypervisor === 'nitro';
}
