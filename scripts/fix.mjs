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

// Formats everything, and fixes what lint can fix.

import { run } from './lib/processes.mjs';
import { root, tools } from './lib/repository.mjs';

const fixes = [
  [...tools.lint(), '--fix'],
  [...tools.eslintScripts(), '--fix'],
  [...tools.prettier(), '--write', '--loglevel', 'warn', '.'],
];
let exitCode = 0;
for (const args of fixes) {
  const { code } = await run(process.execPath, args, { cwd: root, show: true });
  exitCode ||= code;
}
process.exit(exitCode);
