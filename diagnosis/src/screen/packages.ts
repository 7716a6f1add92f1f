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

/*
 * What it takes to read pictures is native code and a model of 3 MB, and is loaded when there is a picture to read: whoever has only
 * logs to diagnose may do without.
 */
/* eslint-disable @typescript-eslint/no-require-imports, global-require */

import { dirname, join } from 'node:path';

/** The library that decodes pictures. */
export function loadSharp(): typeof import('sharp') {
  return require('sharp');
}

/** Text recognition. */
export function loadTesseract(): typeof import('tesseract.js') {
  return require('tesseract.js');
}

/** Where the model of English text is installed. */
export function modelFolder(): string {
  const packageFile = require.resolve('@tesseract.js-data/eng/package.json');
  return join(dirname(packageFile), '4.0.0_best_int');
}
