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
  GetConsoleOutputCommand,
  GetConsoleScreenshotCommand,
} from '@aws-sdk/client-ec2';
import type { Ec2 } from '../Ec2';
import type { AwsCalls } from './AwsCalls';
import { emptyAnswer } from './emptyAnswer';

/** What can be seen of an instance from outside. */
export function captures(
  aws: AwsCalls,
): Pick<Ec2, 'screenshot' | 'consoleOutput'> {
  return {
    async screenshot(instanceId) {
      const { ImageData } = await aws.look(
        'GetConsoleScreenshot',
        () => new GetConsoleScreenshotCommand({ InstanceId: instanceId }),
        { by: instanceId },
      );
      if (!ImageData) {
        throw emptyAnswer('GetConsoleScreenshot', 'holds no picture');
      }
      return Buffer.from(ImageData, 'base64');
    },

    async consoleOutput(instanceId, { latest }) {
      const { Output } = await aws.look(
        'GetConsoleOutput',
        () =>
          new GetConsoleOutputCommand({
            InstanceId: instanceId,
            Latest: latest || undefined,
          }),
        { by: instanceId },
      );
      return Buffer.from(Output ?? '', 'base64');
    },
  };
}
