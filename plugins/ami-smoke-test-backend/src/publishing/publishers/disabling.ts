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

import type {
  Fact,
  Publisher,
} from '@ami-smoke-test/backstage-plugin-ami-smoke-test-node';
import { ownImage, type Installation } from './images';

/** Nobody can launch what was revoked after it was on one of the channels, not even its owner. Nothing is ever enabled again. */
export function disabling(
  channels: string[],
  installation: Installation,
): Publisher {
  return {
    name: 'disabling',
    about: 'image',
    channels,
    async look(subject, tools): Promise<Fact[]> {
      const isMeant = subject.wasOn.some(one => channels.includes(one));
      if (!subject.revoked || !isMeant) return [];
      const own = await ownImage(
        installation,
        subject,
        tools,
        'whether it is disabled',
      );
      if (!own) return [];
      const {
        calls,
        image: { imageId, state },
      } = own;
      // AWS takes them away with that, and does not give them back.
      const lost =
        state === 'disabled' ? [] : await calls.launchPermissions(imageId);
      return [
        {
          name: `state of ${imageId}`,
          desired: 'disabled',
          observed: state,
          change: () => calls.disable(imageId),
          loses: lost.length > 0 ? JSON.stringify(lost) : undefined,
        },
      ];
    },
  };
}
