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

import { spawnSync } from 'node:child_process';

/** What tests with real machines need: QEMU, and Debian's packages to build an image from. */
function whatIsMissing(): string | undefined {
  const needed = {
    'qemu-system-x86_64': 'QEMU is not installed',
    'apt-get': 'this is no Debian, whose packages the image is made of',
    mke2fs: 'e2fsprogs is not installed',
  };
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  const [missing] = Object.entries(needed).filter(
    ([program]) =>
      spawnSync('which', [program], { env: { ...process.env, PATH } })
        .status !== 0,
  );
  return missing?.[1];
}

/** `describe`, where real machines can be run; elsewhere the tests are skipped, and it is said why. */
export const describeWithQemu = ((): jest.Describe => {
  const why = whatIsMissing();
  if (why) {
    process.stderr.write(`Tests with real machines are skipped: ${why}\n`);
    return describe.skip;
  }
  return describe;
})();
