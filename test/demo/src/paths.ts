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

import { resolvePackagePath } from '@backstage/backend-plugin-api';

/** The checkout. */
export const REPOSITORY = resolvePackagePath('@ami-smoke-test/demo', '../..');

/** What `npm run demo` writes. */
export const OUTPUT = resolvePackagePath(
  '@ami-smoke-test/demo',
  '../../out/demo',
);

/** The Packer templates and the provisioners' scripts. */
export const TEMPLATES = resolvePackagePath('@ami-smoke-test/demo', 'packer');

/** The provisioner's script that records the files of an image. */
export const RECORD_FILES = resolvePackagePath(
  '@ami-smoke-test/packer-bridge',
  'provisioners/record-files.sh',
);

/** The bridge, one JavaScript file. */
export const BRIDGE = resolvePackagePath(
  '@ami-smoke-test/packer-bridge',
  'dist/ami-smoke-test.cjs',
);

/** A server's program. */
export function serverProgram(name: 'backend' | 'ec2' | 's3'): string {
  return resolvePackagePath('@ami-smoke-test/demo', `src/servers/${name}.ts`);
}
