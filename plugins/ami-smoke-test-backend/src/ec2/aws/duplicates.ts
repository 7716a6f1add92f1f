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

import type { Tag } from '@aws-sdk/client-ec2';
import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import { Ec2Error } from '../Ec2Error';
import { toTags } from '../views';

/**
 * What is there already under the name of a thing to be made, if it is the run's own: an earlier answer was lost, or the run
 * resumed.
 *
 * @param what - in words, e.g. `key pair 'x'`
 * @throws Ec2Error when it is somebody else's, or cannot be seen yet
 */
export function ownDuplicate<Thing extends { Tags?: Tag[] }>(
  what: string,
  options: {
    existing: Thing | undefined;
    wanted: Record<string, string>;
    duplicate: Ec2Error;
  },
): Thing {
  const { existing, wanted, duplicate } = options;
  const run = wanted[TAGS.run];
  if (existing && run && toTags(existing.Tags)[TAGS.run] === run) {
    return existing;
  }
  throw new Ec2Error({
    errorClass: existing ? 'invalid-request' : 'not-found-yet',
    code: duplicate.code,
    operation: duplicate.operation,
    message: existing
      ? `The ${what} exists, without this run's tag ${TAGS.run}: it is somebody else's. Delete or rename it`
      : `The ${what} exists, but cannot be seen yet`,
    cause: duplicate,
    // Whoever made it may have been us.
    afterUnanswered: !existing,
  });
}
