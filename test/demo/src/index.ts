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

/**
 * The demo's parts, for the tests that need the whole thing too.
 *
 * @packageDocumentation
 */
export { buildWithoutPacker } from './builds/withoutPacker';
export type { BuildEnvironment } from './builds/Builder';
export { BRIDGE, REPOSITORY } from './paths';
export { demoConfig } from './demoConfig';
export { VARIANTS, familyOf } from './variants';
export { Backend, type AppPackage, type BackendOptions } from './stack/Backend';
export { serve, type Served } from './servers/serve';
export { ServerProcess } from './stack/ServerProcess';
export {
  cacheFolder,
  startPostgres,
  startS3,
  Stack,
  type Postgres,
  type S3Ready,
  type StackOptions,
} from './stack/Stack';
export type { BuildFacts, DemoFacts, RunFacts } from './report/facts';
